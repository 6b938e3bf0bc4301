/** Pauses of tasks, as tests set and take them away over HTTP. */
import type { Task } from '../../../src/client/types.js';
import type { Api, ApiAnswer } from '../../support/contract.js';
import { timelineOf, wanted } from '../../support/place.js';

export type PauseVerb = 'pause' | 'resume';

export interface Pauses {
  /** The call as it is, on another caller's behalf if one is given. */
  call(verb: PauseVerb, taskId: string, body?: object | string, api?: Api): Promise<ApiAnswer<{ task: Task }>>;
  paused(taskId: string, reason?: string): Promise<Task>;
  resumed(taskId: string): Promise<Task>;
  /** All that happened to a task since it was created. */
  eventsOf(taskId: string): ReturnType<typeof timelineOf>;
}

/** @param own asked at every call: the service is there only once the tests have begun */
export function pausesBy(own: () => Api): Pauses {
  const call = (verb: PauseVerb, taskId: string, body?: object | string, api = own()) =>
    api.post<{ task: Task }>(`/api/tasks/${taskId}/${verb}`, body);
  const done = async (...words: Parameters<typeof call>) => (await wanted<{ task: Task }>(call(...words), 200)).task;
  return {
    call,
    paused: (taskId, reason = 'too early') => done('pause', taskId, { reason }),
    resumed: (taskId) => done('resume', taskId),
    eventsOf: async (taskId) => (await timelineOf(own(), taskId)).slice(1),
  };
}
