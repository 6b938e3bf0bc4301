/** Execution profiles as callers handle them. */
import type { ExecutionProfile, TimelineItem } from '../../../src/client/types.js';
import type { Api, ApiAnswer } from '../../support/contract.js';
import { timelineOf, wanted } from '../../support/place.js';

export const ZERO_TIME = '0001-01-01T00:00:00Z';

/** What the default says, besides its task and its times. */
export const DEFAULT = {
  coordinator: { mode: 'inherit' },
  worker: { mode: 'inherit' },
  review: {},
  participants: {},
  sandbox: { mode: 'inherit' },
  runtime: { mode: 'default' },
};

type Answer = ApiAnswer<{ profile: ExecutionProfile }>;

const pathOf = (taskId: string) => `/api/tasks/${taskId}/execution-profile`;

export const getProfile = (api: Api, taskId: string): Promise<Answer> => api.get(pathOf(taskId));
export const putProfile = (api: Api, taskId: string, body: unknown): Promise<Answer> => api.put(pathOf(taskId), body);
export const deleteProfile = (api: Api, taskId: string): Promise<ApiAnswer<unknown>> => api.delete(pathOf(taskId));

/** The same where they must succeed. */
export async function profileOf(api: Api, taskId: string): Promise<ExecutionProfile> {
  return (await wanted<{ profile: ExecutionProfile }>(getProfile(api, taskId), 200)).profile;
}

export async function stored(api: Api, taskId: string, body: object): Promise<ExecutionProfile> {
  return (await wanted<{ profile: ExecutionProfile }>(putProfile(api, taskId, body), 200)).profile;
}

/** What the timeline of a task says of its profile, oldest first. */
export async function profileEvents(api: Api, taskId: string): Promise<TimelineItem[]> {
  return (await timelineOf(api, taskId)).filter(({ event_type }) => event_type.includes('execution_profile'));
}
