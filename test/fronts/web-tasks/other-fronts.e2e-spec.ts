/** A web task on the other fronts: its schema runs are none of its executions (`http.md` 12 and 16). */
import { DataSource } from 'typeorm';
import type { KeyedService } from '../../access/support/keyed-service.js';
import type { Api } from '../../support/contract.js';
import { wanted } from '../../support/place.js';
import { FOUND, generated, makeWebPlace, startWebService, WEBSITE, type WebPlace } from './support.js';

interface TaskResult {
  readonly logs: readonly string[];
  readonly output: unknown;
  readonly callback: string | null;
}

const CALLBACK = 'https://hooks.invalid/done';

let service: KeyedService;
let place: WebPlace;
let results: Api;
let runs: Api;

beforeAll(async () => {
  service = await startWebService();
  place = await makeWebPlace(service);
  const key = { role: 'operator', label: 'all', fronts: ['b', 'd'], workspace: place.workspaceId } as const;
  const { secret } = await service.key(key);
  results = service.api.with({ apikey: secret });
  runs = service.api.with({ 'x-api-key': secret });
});

afterAll(() => service.close());

const resultOf = (uuid: string) => wanted<TaskResult>(results.get(`/api/v1/task/${uuid}`), 200);

async function toldOf(taskId: string): Promise<number> {
  const [row] = await service.app
    .get(DataSource)
    .query<{ n: number }[]>('SELECT count(*)::int AS n FROM webhook_outbox WHERE task_id = $1', [taskId]);
  return row?.n ?? 0;
}

it('shows and tells of the runs of the task itself, not of those for its schemas', async () => {
  const metadata = { web_task: { website: WEBSITE }, callback_url: CALLBACK };
  const { id, uuid } = await place.webTask({}, { metadata });
  const ready = await generated(place, uuid);
  expect(ready).toMatchObject({ current_state: 'ready', ...FOUND });
  expect(await resultOf(uuid)).toMatchObject({ logs: [], output: {}, callback: CALLBACK });
  expect(await toldOf(id)).toBe(0);

  const called = await wanted<{ id: string; status: string }>(runs.post(`/tasks/${id}/runs`, { prompt: 'Now' }), 200);
  expect(called).toMatchObject({ status: 'pending', task_id: id });
  const worker = await place.agent();
  expect((await worker.claim()).run.id).toBe(called.id);
  await wanted(worker.does('complete', called.id, { result: { milk: 2 } }), 200);
  expect(await resultOf(uuid)).toMatchObject({ output: { milk: 2 } });
  expect(await toldOf(id)).toBe(1);
  const { updated_at: _then, ...before } = ready;
  const { updated_at: _now, ...after } = await place.get(uuid);
  expect(after).toEqual(before);

  expect(await generated(place, uuid)).toMatchObject({ current_state: 'ready' });
  expect(await resultOf(uuid)).toMatchObject({ output: { milk: 2 } });
  expect(await toldOf(id)).toBe(1);
});
