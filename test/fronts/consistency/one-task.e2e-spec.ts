/** One task seen through every front, as it is and after all views were built anew from its events (`http.md` 16). */
import { StreamRegistry } from '../../../src/ledger/registry.js';
import { rebuild } from '../../../src/ledger/followers/rebuild/rebuild.js';
import { rebuildables } from '../../../src/ledger/followers/rebuild/units.js';
import type { KeyedService } from '../../access/support/keyed-service.js';
import { detailOf, refused, timelineOf, wanted } from '../../support/place.js';
import { httpCall } from '../../support/http-call.js';
import { Receiver } from '../../support/receiver.js';
import { until } from '../../support/until.js';
import {
  calledAtD,
  type Doors,
  type Letter,
  type NamedRun,
  type NamedTask,
  openDoors,
  startDoors,
  webTask,
} from './support.js';

jest.setTimeout(180_000);

const SCHEMAS = { input_schema: { type: 'object' }, output_schema: { type: 'array' } };
const TOKEN = `agh_claim_${'s'.repeat(43)}`;
const HIDDEN = 'agh_claim_[REDACTED]';

let service: KeyedService;
let doors: Doors;

beforeAll(async () => {
  service = await startDoors();
});
afterAll(() => service.close());
beforeEach(async () => {
  doors = await openDoors(service);
});

/** Everything that the fronts say of a task and its runs, as bytes. */
async function everything(task: NamedTask, runs: readonly NamedRun[]): Promise<Readonly<Record<string, string>>> {
  const paths: readonly (readonly [Letter, string])[] = [
    ['a', '/v1beta/tasks'],
    ['a', `/v1beta/tasks/${task.uuid}`],
    ['b', '/api/v1/task'],
    ['b', `/api/v1/task/${task.uuid}`],
    ['native', `/api/tasks/${task.id}`],
    ['native', `/api/tasks/${task.id}/runs`],
    ['native', `/api/tasks/${task.number}/runs`],
    ['native', `/api/tasks/${task.id}/timeline`],
    ...runs.flatMap(({ id, number }): (readonly [Letter, string])[] => [
      ['c', `/api/tasks/${task.number}/runs/${number}`],
      ['d', `/tasks/${task.id}/runs/${id}`],
    ]),
  ];
  const answers = paths.map(async ([letter, path]) => {
    const url = new URL(service.url + path);
    const { status, text } = await httpCall(url, { method: 'GET', headers: doors.headers[letter] });
    expect([path, status]).toEqual([path, 200]);
    return [`${letter} ${path}`, text] as const;
  });
  return Object.fromEntries(await Promise.all(answers));
}

/** Schemas found, then one run by each of the fronts that run tasks: one that is done, and one that fails. */
async function worked(task: NamedTask): Promise<NamedRun[]> {
  const { at, place } = doors;
  await wanted(at.a.post(`/v1beta/tasks/${task.uuid}/regenerate`), 200);
  const generator = await place.agent({ capabilities: ['schema.generate'] });
  await wanted(generator.does('complete', (await generator.claim()).run.id, { result: SCHEMAS }), 200);

  const agent = await place.agent();
  const failed = await wanted<{ task_run_id: number }>(at.c.post(`/api/tasks/${task.number}/runs`), 200);
  const { run } = await agent.claim();
  await wanted(agent.does('fail', run.id, { error: 'the shop is closed' }), 200);
  const done = await calledAtD(doors, task, { prompt: 'Read them again', response_format: 'json' });
  await agent.claim();
  const actions = [{ name: 'open', params: { url: 'https://shop.example/', 'a key': 1 }, is_done: true }];
  const steps = [
    { index: 1, description: 'Read the list', actions },
    { index: 0, description: 'Open the shop', actions },
  ];
  await wanted(agent.does('steps', done.id, { steps, log: ['two pages'] }), 200);
  await wanted(agent.does('complete', done.id, { result: { z: [1.5, 'two'], a: { milk: 2 } } }), 200);
  return [{ id: run.id, number: String(failed.task_run_id) }, done];
}

it('a run that front d began shows in the others, in the native answers, and leaves the schemas alone', async () => {
  const { at } = doors;
  const task = await webTask(doors);
  const [, run] = await worked(task);
  if (!run) throw new Error('there was no run');
  expect(await wanted(at.b.get(`/api/v1/task/${task.uuid}`), 200)).toMatchObject({
    status: 'complete',
    output: { z: [1.5, 'two'], a: { milk: 2 } },
    agentId: 'ada',
    logs: [
      ...['Run: Queued', 'Run: Claimed', 'Read the list: Done', 'Open the shop: Done', 'two pages', 'Run: Complete'],
    ],
  });
  const detail = await detailOf(at.native, task.id);
  expect(detail.task.status).toBe('completed');
  const timeline = await timelineOf(at.native, task.id);
  const ofRun = timeline.filter((item) => item.run?.id === run.id);
  expect(ofRun.map((item) => item.event_type)).toEqual(
    expect.arrayContaining(['task.run_enqueued', 'task.run_claimed', 'task.run_progress', 'task.run_completed']),
  );
  expect(ofRun.find((item) => item.event_type === 'task.run_enqueued')?.origin).toEqual({
    ...{ kind: 'http', ref: 'compat.d.run' },
  });
  expect(await wanted(at.a.get(`/v1beta/tasks/${task.uuid}`), 200)).toMatchObject({
    current_state: 'ready',
    input_schema: '{"type":"object"}',
    output_schema: '{"type":"array"}',
  });
});

it('when all views are built anew, every answer is the same to the byte', async () => {
  const task = await webTask(doors, { callback_url: 'https://hooks.invalid/done' });
  const runs = await worked(task);
  const before = await everything(task, runs);
  expect(Object.values(before).join('')).toContain('the shop is closed');
  const registry = service.app.get(StreamRegistry, { strict: false });
  for (const unit of rebuildables(registry)) await rebuild(unit, { url: service.database.url, registry });
  expect(await everything(task, runs)).toEqual(before);
});

it('a claim token that somebody wrote into prompt, steps or result is shown and told nowhere', async () => {
  const { place } = doors;
  const receiver = await Receiver.start();
  const task = await webTask(doors, { callback_url: receiver.url('/callback') });
  const runs: NamedRun[] = [];
  for (const webhook_url of [undefined, receiver.url('/webhook')]) {
    const run = await calledAtD(doors, task, { prompt: `Use ${TOKEN} for it`, webhook_url });
    runs.push(run);
    const agent = await place.agent();
    const { run: claimed } = await agent.claim();
    expect(JSON.stringify(claimed.metadata)).toContain(`Use ${HIDDEN} for it`);
    const step = { index: 0, description: `Sent ${TOKEN}` };
    const typed = { name: 'type', params: { text: TOKEN }, is_done: true };
    await refused(
      agent.does('steps', run.id, { steps: [{ ...step, actions: [typed] }] }),
      422,
      'raw lease credentials',
    );
    const steps = [{ ...step, actions: [{ ...typed, params: {} }] }];
    await wanted(agent.does('steps', run.id, { steps, log: [`log ${TOKEN}`] }), 200);
    await refused(agent.does('complete', run.id, { result: { said: TOKEN } }), 422, 'raw lease credentials');
    await wanted(agent.does('complete', run.id, { result: 'done' }), 200);
  }
  await until('both to be told', () => receiver.received.length >= 2);
  const told = receiver.received.map(({ path, body }) => [path, body]);
  const shown = JSON.stringify([await everything(task, runs), told]);
  expect(shown).not.toContain(TOKEN);
  expect(shown).toContain(`Sent ${HIDDEN}`);
  await receiver.close();
});
