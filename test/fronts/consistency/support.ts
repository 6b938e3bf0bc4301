/** One service with all of its fronts open to one person, and a workspace that this person's key is bound to. */
import type { KeyedService } from '../../access/support/keyed-service.js';
import type { Api } from '../../support/contract.js';
import { makePlace, type Place, wanted } from '../../support/place.js';
import { startCalledService } from '../support/called-runs.js';

/** The fronts by their letters; `c` is called as the native operations are. */
export type Letter = 'a' | 'b' | 'c' | 'd' | 'native';

export interface Doors {
  readonly service: KeyedService;
  readonly place: Place;
  readonly at: Readonly<Record<Letter, Api>>;
  /** What a call at each door carries. */
  readonly headers: Readonly<Record<Letter, Readonly<Record<string, string>>>>;
}

export const startDoors = (): Promise<KeyedService> => startCalledService({ allowPrivateWebhooks: true });

export async function openDoors(service: KeyedService): Promise<Doors> {
  const place = await makePlace(service.api);
  const key = { role: 'operator', label: 'ann', fronts: ['a', 'b', 'd'], workspace: place.workspaceId } as const;
  const { secret } = await service.key(key);
  const headers = {
    ...{ a: { authorization: `Bearer ${secret}` }, b: { apikey: secret }, d: { 'x-api-key': secret } },
    ...{ c: {}, native: {} },
  };
  const { api } = service;
  const at = { a: api.with(headers.a), b: api.with(headers.b), c: api, d: api.with(headers.d), native: api };
  return { service, place, at, headers };
}

/** A task by all of its names. */
export interface NamedTask {
  readonly id: string;
  readonly uuid: string;
  readonly number: string;
}

/**
 * A web task of the place, as native callers make one; its schemas have still to be generated.
 * @param more metadata beside what makes it a web task
 */
export async function webTask({ at, place }: Doors, more: object = {}, max_attempts = 3): Promise<NamedTask> {
  const metadata = { web_task: { website: 'https://shop.example/' }, ...more };
  const body = { scope: 'workspace', workspace: place.workspaceId, title: 'Read the prices', metadata, max_attempts };
  const made = await at.native.post<{ task: { id: string } }>('/api/tasks', body);
  expect({ status: made.status, body: made.body }).toMatchObject({ status: 201 });
  const header = (name: string): string => made.headers.get(name) ?? '';
  return { id: made.body.task.id, uuid: header('x-task-uuid'), number: header('x-task-number') };
}

/** A run by both of its names. */
export interface NamedRun {
  readonly id: string;
  readonly number: string;
}

/** Runs a task through front d. */
export async function calledAtD({ at }: Doors, { id }: NamedTask, body: object = {}): Promise<NamedRun> {
  const called = await wanted<{ id: string }>(at.d.post(`/tasks/${id}/runs`, body), 200);
  const { headers } = await at.native.get(`/api/task-runs/${called.id}`);
  return { id: called.id, number: headers.get('x-run-number') ?? '' };
}

/** How one task, and a run of it, stand at each door. */
export async function standing(
  { at }: Doors,
  task: NamedTask,
  run: NamedRun,
): Promise<Readonly<Record<Letter, string>>> {
  const read = <T>(door: Letter, path: string): Promise<T> => wanted<T>(at[door].get(path), 200);
  const [a, b, c, d, native] = await Promise.all([
    read<{ current_state: string }>('a', `/v1beta/tasks/${task.uuid}`),
    read<{ status: string }>('b', `/api/v1/task/${task.uuid}`),
    read<{ status: string }>('c', `/api/tasks/${task.number}/runs/${run.number}`),
    read<{ status: string }>('d', `/tasks/${task.id}/runs/${run.id}`),
    read<{ run: { run: { status: string } } }>('native', `/api/task-runs/${run.id}`),
  ]);
  return { a: a.current_state, b: b.status, c: c.status, d: d.status, native: native.run.run.status };
}
