/** The numbered and the task run front as their callers use them, and what they call. */
import type { CreateTask, Run } from '../../../src/client/types.js';
import { WaitingCalls } from '../../../src/runs/views/waiting-calls.js';
import { type KeyedService, startKeyedService } from '../../access/support/keyed-service.js';
import type { Api, ApiAnswer, CallOptions } from '../../support/contract.js';
import { type ErrorAnswer, makePlace, type Place, runDetailOf, wanted } from '../../support/place.js';
import type { TestApp, TestAppOptions } from '../../support/test-app.js';
import { until } from '../../support/until.js';

export interface HistoryItem {
  readonly description: string;
  readonly actions: readonly Readonly<Record<string, unknown>>[];
}

export interface NumberedRun {
  readonly task_id: number;
  readonly task_run_id: number;
  readonly history: readonly HistoryItem[] | null;
  readonly result: unknown;
  readonly is_done: boolean;
  readonly is_successful: boolean | null;
  readonly status: string;
}

export interface TaskRun {
  readonly id: string;
  readonly task_id: string;
  readonly status: string;
  readonly result: unknown;
  readonly is_done: boolean;
  readonly is_successful: boolean | null;
}

/** A task by all of its names. */
export interface CalledTask {
  readonly id: string;
  readonly number: number;
  readonly uuid: string;
}

export type NumberedAnswer = ApiAnswer<NumberedRun & ErrorAnswer>;
export type TaskRunAnswer = ApiAnswer<TaskRun & ErrorAnswer>;

/** A workspace with tasks to call and a key of the task run front that is bound to it. */
export interface CalledPlace extends Place {
  /** Calls with that key alone. */
  readonly keyed: Api;
  called(more?: Partial<CreateTask>): Promise<CalledTask>;
  /** A call of the numbered front. */
  c(task: Pick<CalledTask, 'number'>, body?: unknown, options?: CallOptions): Promise<NumberedAnswer>;
  /** A call of the task run front. */
  d(task: Pick<CalledTask, 'id'>, body?: unknown, options?: CallOptions): Promise<TaskRunAnswer>;
}

/** A service where native callers need no key. */
export function startCalledService(settings: TestAppOptions['settings'] = {}, database?: TestAppOptions['database']) {
  const options = { settings: { auth: 'off', holdMaxSeconds: 60, ...settings } } as const;
  return startKeyedService(database ? { ...options, database } : options);
}

export async function makeCalledPlace(service: KeyedService): Promise<CalledPlace> {
  const place = await makePlace(service.api);
  const key = { role: 'agent', fronts: ['d'], workspace: place.workspaceId } as const;
  const keyed = service.api.with({ 'x-api-key': (await service.key(key)).secret });
  return {
    ...place,
    keyed,
    called: (more = {}) => calledTask(service.api, { scope: 'workspace', workspace: place.workspaceId, ...more }),
    c: ({ number }, body, options) => service.api.post(`/api/tasks/${number}/runs`, body, options),
    d: ({ id }, body, options) => keyed.post(`/tasks/${id}/runs`, body, options),
  };
}

async function calledTask(api: Api, more: Partial<CreateTask>): Promise<CalledTask> {
  const made = await api.post<{ task: { id: string } }>('/api/tasks', { title: 'Count the words', ...more });
  expect(made).toMatchObject({ status: 201 });
  const header = (name: string): string => made.headers.get(name) ?? '';
  return { id: made.body.task.id, number: Number(header('x-task-number')), uuid: header('x-task-uuid') };
}

/** The native run that a call made. */
export async function runOf(api: Api, task: CalledTask): Promise<Run> {
  const { runs } = await wanted<{ runs: Run[] }>(api.get(`/api/tasks/${task.id}/runs`), 200);
  const [newest] = runs;
  if (!newest) throw new Error(`task ${task.id} has no run`);
  return (await runDetailOf(api, newest.id)).run;
}

/** Waits until as many calls are held, so that what follows ends their wait. */
export function held({ app }: Pick<TestApp, 'app'>, count: number, withinMs?: number): Promise<void> {
  const waiting = app.get(WaitingCalls, { strict: false });
  return until(`${count} calls to be held`, () => waiting.count === count, withinMs);
}
