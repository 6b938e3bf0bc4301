/** What an operator does to runs by name, and runs that it has led to a state. */
import type { AgentSession, CreateTask, EnqueueRun, Run, TimelineItem } from '../../../src/client/types.js';
import { DataSource } from 'typeorm';
import { Lane } from '../../../src/ledger/lane/lane.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import type { Api, ApiAnswer } from '../../support/contract.js';
import { type ErrorAnswer, type Place, timelineOf, wanted } from '../../support/place.js';
import type { TestApp } from '../../support/test-app.js';
import { until } from '../../support/until.js';
import { CONTEXT } from '../../tasks/support/plant-tree.js';

export type RunVerb = 'claim' | 'start' | 'attach-session' | 'complete' | 'fail' | 'cancel';
export const RUN_VERBS: readonly RunVerb[] = ['claim', 'start', 'attach-session', 'complete', 'fail', 'cancel'];

/** Bodies with what is required; a session that is attached is named `sess-0`, which nobody has. */
export const RUN_BODIES: Readonly<Record<RunVerb, object>> = {
  claim: {},
  start: {},
  'attach-session': { session_id: 'sess-0' },
  complete: {},
  fail: { error: 'it broke' },
  cancel: {},
};

export function operate(
  api: Api,
  verb: RunVerb,
  runId: string,
  body: unknown = RUN_BODIES[verb],
): Promise<ApiAnswer<{ run: Run } & ErrorAnswer>> {
  return api.post(`/api/task-runs/${runId}/${verb}`, body);
}

/** The same where it must succeed. */
export async function operated(api: Api, verb: RunVerb, runId: string, body?: unknown): Promise<Run> {
  return (await wanted<{ run: Run }>(operate(api, verb, runId, body), 200)).run;
}

export function attach(api: Api, runId: string, sessionId: string): Promise<ApiAnswer<{ run: Run } & ErrorAnswer>> {
  return operate(api, 'attach-session', runId, { session_id: sessionId });
}

/** A run that is claimed without a lease, or started on a session of its own. */
export async function ledTo(
  state: 'queued' | 'claimed' | 'running',
  api: Api,
  place: Place,
  task?: Partial<CreateTask>,
  request?: Partial<EnqueueRun>,
): Promise<Run> {
  const { run } = await place.queued(task, request);
  if (state === 'queued') return run;
  const claimed = await operated(api, 'claim', run.id);
  return state === 'claimed' ? claimed : operated(api, 'start', run.id);
}

export async function sessionOf(api: Api, id = ''): Promise<AgentSession> {
  return (await wanted<{ session: AgentSession }>(api.get(`/api/agent/sessions/${id}`), 200)).session;
}

/** The task's events after its creation and the first queueing of a run, by type and payload. */
export async function eventsOf(api: Api, taskId: string): Promise<[string, TimelineItem['payload']][]> {
  const items = await timelineOf(api, taskId);
  return items.slice(2).map(({ event_type, payload }) => [event_type, payload]);
}

/** As a start leaves a claimed run until its session is there. */
export async function inMidStart({ app }: TestApp, { id, task_id }: Run): Promise<void> {
  await app.get(Lane).execute({
    name: 'doctor_task',
    context: CONTEXT,
    execute: async (unit) => {
      await unit.load(taskStream, task_id);
      const data = { run_id: id, task_status: 'in_progress' } as const;
      unit.append(taskStream, task_id, [{ type: 'task.run_starting', data }]);
    },
  });
}

/** Waits until every session is stopped whose run was canceled at work. */
export function sessionsStopped({ app }: TestApp): Promise<void> {
  const owed = () => app.get(DataSource).query<object[]>('SELECT 1 FROM session_stops');
  return until('the sessions to be stopped', async () => (await owed()).length === 0);
}
