/** That a deletion leaves nothing of what people wrote, in any table, also not after everything is built anew. */
import { DataSource } from 'typeorm';
import { rebuildables } from '../../../src/ledger/followers/rebuild/units.js';
import { checkAgainstLog, rebuild } from '../../../src/ledger/followers/rebuild/rebuild.js';
import { StreamRegistry } from '../../../src/ledger/registry.js';
import { verifyLedger } from '../../../src/ledger/verify/verify.js';
import type { KeyedService } from '../../access/support/keyed-service.js';
import { newBridge, subscribed, deleteSubscription } from '../../notifications/support/bridges.js';
import { REJECTED, requested, submitted } from '../../reviews/support/reviews.js';
import { type Agent, enqueue, wanted } from '../../support/place.js';
import { until } from '../../support/until.js';
import { dependsOn, newChild } from '../../tasks/support/graph.js';
import { deletion, person, type Person, startResults } from './support/results.js';
import { tablesWith } from './support/tables-with.js';

jest.setTimeout(180_000);

const MARK = 'zanzibar';
const marked = (what: string) => `${MARK} ${what}`;

let service: KeyedService;
let ann: Person;

beforeAll(async () => {
  service = await startResults();
  ann = await person(service, 'ann');
});
afterAll(() => service.close());

const marks = () => tablesWith(service.app.get(DataSource), MARK);

/** A task with the mark wherever people can write something, worked on, reviewed, followed and subscribed to. */
async function planted(kind: 'front' | 'native'): Promise<string> {
  const { native, place } = ann;
  const bridge = await newBridge(service.admin, { scope: 'workspace', workspace: place.workspaceId });
  const web_task = { website: 'https://site.example', input_schema: { title: marked('schema') } };
  const task = await place.task({
    ...{ title: marked('title'), description: marked('text'), identifier: `${MARK}-${kind}`, max_attempts: 9 },
    metadata: { note: marked('note'), callback_url: `https://${MARK}.example/`, web_task },
    owner: { kind: 'agent_session', ref: MARK },
  });
  await wanted(native.patch(`/api/tasks/${task.id}`, { clear_owner: true, title: marked('title two') }), 200);
  const profile = {
    coordinator: { mode: 'guided', guidance: marked('guidance') },
    worker: { mode: 'select', preferred_capabilities: [MARK] },
  };
  await wanted(native.put(`/api/tasks/${task.id}/execution-profile`, profile), 200);
  const left = await subscribed(service.admin, task.id, { bridge_instance_id: bridge.id, peer_id: marked('left') });
  await wanted(deleteSubscription(service.admin, task.id, left.subscription_id), 204);
  await subscribed(service.admin, task.id, { bridge_instance_id: bridge.id, peer_id: marked('peer') });
  await wanted(native.post(`/api/tasks/${task.id}/triage/read`), 200);
  await wanted(native.post(`/api/tasks/${task.id}/pause`, { reason: marked('pause') }), 200);
  await wanted(native.post(`/api/tasks/${task.id}/resume`, { metadata: { why: marked('resume') } }), 200);
  await dependsOn(native, (await place.task()).id, task.id);
  await workedOn(task.id, await place.agent());
  return task.id;
}

async function workedOn(taskId: string, agent: Agent): Promise<void> {
  const { native } = ann;
  const first = await enqueue(native, taskId, { idempotency_key: marked('key'), metadata: { note: marked('run') } });
  await agent.claim();
  const actions = [{ name: MARK, params: { at: MARK }, extracted_content: marked('found'), error: marked('oops') }];
  const steps = [{ index: 0, description: marked('step'), actions }];
  await wanted(agent.does('steps', first.id, { steps, log: [marked('log')] }), 200);
  await wanted(agent.does('fail', first.id, { error: marked('error'), metadata: { note: MARK } }), 200);
  const number = Number((await native.get(`/api/tasks/${taskId}`)).headers.get('x-task-number'));
  const call = { prompt: marked('prompt'), webhook_url: `https://hooks.example/${MARK}` };
  const { task_run_id } = await wanted<{ task_run_id: number }>(native.post(`/api/tasks/${number}/runs`, call), 200);
  const { run } = await agent.claim();
  await wanted(agent.does('complete', run.id, { result: { said: marked('result') } }), 200);
  expect(task_run_id).toBeGreaterThan(0);
  const review = await requested(native, run.id, { policy: 'always', reason: marked('review') });
  await submitted(native, review, {
    ...REJECTED,
    ...{ reason: marked('verdict'), missing_work: [marked('missing')], delivery_id: MARK },
    ...{ next_round_guidance: marked('next'), review_text: marked('review text') },
  });
  const again = await agent.claim();
  await wanted(agent.does('complete', again.run.id, { result: marked('result') }), 200);
}

async function nothingLeft(): Promise<void> {
  const { url } = service.database;
  const registry = service.app.get(StreamRegistry, { strict: false });
  await until('everything to be gone', async () => (await marks()).length === 0);
  expect((await verifyLedger(service.app.get(DataSource), registry)).findings).toEqual([]);
  for (const unit of rebuildables(registry)) {
    expect([unit.name, await checkAgainstLog(unit, { url, registry })]).toEqual([unit.name, []]);
    await rebuild(unit, { url, registry });
  }
  expect(await marks()).toEqual([]);
}

it('a deletion at the front leaves nothing, with all that is below', async () => {
  const id = await planted('front');
  const child = await newChild(ann.native, id, {
    ...{ scope: 'workspace', workspace: ann.place.workspaceId, title: marked('child') },
  });
  await enqueue(ann.native, child.id, { metadata: { note: marked('open') } });
  await until('the messages to be written down', async () => (await marks()).includes('deliveries'));
  expect(await marks()).toEqual(
    expect.arrayContaining([
      ...['bridge_subscriptions', 'claim_classes', 'deliveries', 'events', 'execution_profiles', 'idempotency_keys'],
      ...['run_steps', 'streams', 'task_documents', 'task_reviews', 'task_search', 'tasks', 'web_task_texts'],
    ]),
  );
  await wanted(deletion(ann.front, id), 200);
  await nothingLeft();
});

it('a native deletion leaves nothing either', async () => {
  const id = await planted('native');
  await until('the messages to be written down', async () => (await marks()).includes('deliveries'));
  await wanted(ann.native.delete(`/api/tasks/${id}`), 204);
  await nothingLeft();
});
