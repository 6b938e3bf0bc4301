/** What becomes of a web task with its schema runs (`http.md` 12). */
import type { KeyedService } from '../../access/support/keyed-service.js';
import { forced, needsAttention } from '../../runs/support/force.js';
import { operated } from '../../runs/support/operate.js';
import { enqueue, refused, runDetailOf, timelineOf, wanted } from '../../support/place.js';
import { until } from '../../support/until.js';
import {
  FOUND,
  generated,
  INPUT,
  makeWebPlace,
  OTHER_SECRET,
  OUTPUT,
  runsOf,
  SECRET,
  startWebService,
  type WebPlace,
  type WebTask,
} from './support.js';

let service: KeyedService;
let place: WebPlace;

beforeAll(async () => {
  service = await startWebService();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makeWebPlace(service);
});

const failureOf = async (uuid: string) => {
  const { current_state, failure_info } = await place.get(uuid);
  expect(current_state).toBe('failed');
  return failure_info;
};

describe('the result of a schema run', () => {
  it('is one text, whether it comes as an object or as a text', async () => {
    const [one, two] = [await place.webTask(), await place.webTask()];
    const schema = { type: 'object', required: ['q'], properties: { q: { type: 'string' } } };
    const objects = await generated(place, one.uuid, {
      input_schema: schema,
      output_schema: JSON.parse(OUTPUT) as object,
    });
    const asText = { input_schema: JSON.stringify(schema, undefined, 2), output_schema: ` ${OUTPUT}` };
    const texts = await generated(place, two.uuid, asText);
    const { input_schema, output_schema } = objects;
    expect({ input_schema, output_schema }).toEqual(FOUND);
    expect(texts).toMatchObject({ input_schema, output_schema, current_state: 'ready' });
  });

  it('is told as an event, advances updated_at and makes the task ready', async () => {
    const { id, uuid } = await place.webTask();
    const { body: asked } = await place.regenerate(uuid);
    const agent = await place.generator();
    const { run } = await agent.claim();
    const slot = { name: 'shop', type: 'login', requires_totp: false };
    await wanted(agent.does('complete', run.id, { result: { ...FOUND, required_secrets: [] } }), 200);
    const event = (await timelineOf(service.admin, id)).at(-1);
    expect(event).toMatchObject({ event_type: 'task.schemas_generated' });
    expect(event?.payload).toEqual({ ...FOUND, required_secrets: [] });
    const ready = await place.get(uuid);
    expect(ready).toMatchObject({ current_state: 'ready', updated_at: event?.timestamp });
    expect(ready.updated_at >= asked.updated_at).toBe(true);
    expect(await generated(place, uuid, { ...FOUND, required_secrets: [slot] })).toMatchObject({
      current_state: 'waiting_for_manual_completion',
      required_secrets: [slot],
    });
  });

  it('leaves the bindings of the slots that are still there, for good', async () => {
    const secrets = [SECRET, OTHER_SECRET].map((secret_uuid) => ({ secret_uuid, description: 'of the shop' }));
    const web = {
      creation_secrets: secrets.slice(0, 1),
      secret_bindings: { shop: SECRET, mail: SECRET, bank: OTHER_SECRET },
    };
    const { uuid } = await place.webTask(web);
    expect(await place.get(uuid)).toMatchObject({
      creation_secrets: secrets.slice(0, 1),
      secret_bindings: { mail: SECRET, shop: SECRET },
    });
    const slots = (...names: string[]) => ({ ...FOUND, required_secrets: names.map((name) => ({ name })) });
    const first = await generated(place, uuid, slots('shop'));
    expect(first).toMatchObject({ current_state: 'ready' });
    expect(first.secret_bindings).toEqual({ shop: SECRET });
    const second = await generated(place, uuid, slots('shop', 'mail'));
    expect(second).toMatchObject({ current_state: 'waiting_for_manual_completion' });
    expect(second.secret_bindings).toEqual({ shop: SECRET });
    const none = await generated(place, uuid, slots());
    expect(none).toMatchObject({ current_state: 'ready', required_secrets: [], secret_bindings: {} });
  });

  it('is refused when it is none, and the third time the run has failed', async () => {
    const { uuid } = await place.webTask();
    await wanted(place.regenerate(uuid), 200);
    const agent = await place.generator();
    const { run } = await agent.claim();
    const wrong = { input_schema: { type: 'array' }, output_schema: OUTPUT };
    for (let i = 0; i < 3; i++) {
      expect(await place.get(uuid)).toMatchObject({ current_state: 'not_ready' });
      await refused(agent.does('complete', run.id, { result: wrong }), 422, '/input_schema');
    }
    expect(await failureOf(uuid)).toMatchObject({ category: 'invalid_schema' });
    expect(await place.get(uuid)).toMatchObject({ input_schema: null, output_schema: null });
    expect((await generated(place, uuid)).current_state).toBe('ready');
  });
});

describe('a schema run that does not succeed', () => {
  it('leaves the task failed with what its worker said, masked and shortened, until it is regenerated', async () => {
    const { id, uuid } = await place.webTask();
    await wanted(place.regenerate(uuid), 200);
    const agent = await place.generator();
    const { run } = await agent.claim();
    const error = `the site wants password=hunter2 ${'x'.repeat(600)}`;
    await wanted(agent.does('fail', run.id, { error }), 200);
    const failure = await failureOf(uuid);
    expect(failure?.category).toBe('agent_error');
    expect(failure?.message).toMatch(/^the site wants password=\[REDACTED\] x+$/);
    expect(failure?.message).toHaveLength(500);

    const { body } = await place.regenerate(uuid);
    expect(body).toMatchObject({ current_state: 'not_ready', input_schema: null });
    expect(body).not.toHaveProperty('failure_info');
    expect(await runsOf(service, id)).toMatchObject([{ status: 'failed' }, { status: 'queued' }]);
  });

  it('fences its worker: who completes the old run after a forced fail and a new one gets 409', async () => {
    const { id, uuid } = await place.webTask();
    await wanted(place.regenerate(uuid), 200);
    const agent = await place.generator();
    const { run } = await agent.claim();
    await forced(service.admin, 'fail', run.id, { reason: 'it hangs' });
    expect(await failureOf(uuid)).toEqual({ category: 'operator', message: 'it hangs' });
    await wanted(place.regenerate(uuid), 200);
    const late = await agent.does('complete', run.id, { result: FOUND });
    expect(late.status).toBe(409);
    const steps = await agent.does('heartbeat', run.id);
    expect(steps.status).toBe(409);
    expect(await place.get(uuid)).toMatchObject({ current_state: 'not_ready', input_schema: null });
    expect(await runsOf(service, id)).toMatchObject([{ status: 'failed' }, { status: 'queued' }]);
    const next = await (await place.generator()).claim();
    expect(next.run.id).not.toBe(run.id);
  });

  it('that nobody could take waits for people, and what they recover is the run that counts', async () => {
    const { id, uuid } = await place.webTask();
    await wanted(place.regenerate(uuid), 200);
    const [run] = await runsOf(service, id);
    if (!run) throw new Error('there is no run');
    await needsAttention(service, run);
    expect(await place.get(uuid)).toMatchObject({ current_state: 'waiting_for_manual_completion' });
    expect((await place.regenerate(uuid)).body).toMatchObject({ current_state: 'waiting_for_manual_completion' });
    expect(await runsOf(service, id)).toHaveLength(1);
    const { run: next } = await forced(service.admin, 'recover', run.id);
    expect(await place.get(uuid)).toMatchObject({ current_state: 'not_ready' });
    const agent = await place.generator();
    expect((await agent.claim()).run.id).toBe(next.id);
    await wanted(agent.does('complete', next.id, { result: FOUND }), 200);
    expect(await place.get(uuid)).toMatchObject({ current_state: 'ready' });
  });

  it('is no less one by a retry: it needs the capability, is checked, and makes the task ready', async () => {
    const { uuid } = await place.webTask();
    await wanted(place.regenerate(uuid), 200);
    const agent = await place.generator();
    const { run } = await agent.claim();
    await wanted(agent.does('fail', run.id), 200);
    const { run: next } = await forced(service.admin, 'retry', run.id);
    expect(next.metadata).toEqual(run.metadata);
    expect((await (await place.agent()).claimNext()).status).toBe(204);
    await agent.claim();
    await refused(agent.does('complete', next.id, { result: {} }), 422, 'input_schema');
    await wanted(agent.does('complete', next.id, { result: FOUND }), 200);
    expect(await place.get(uuid)).toMatchObject({ current_state: 'ready' });
  });

  it('of a canceled run is a canceled task', async () => {
    const { id, uuid } = await place.webTask();
    await wanted(place.regenerate(uuid), 200);
    const [run] = await runsOf(service, id);
    await wanted(service.admin.post(`/api/task-runs/${run?.id ?? ''}/cancel`), 200);
    expect(await failureOf(uuid)).toMatchObject({ category: 'canceled' });
  });

  it('because its lease ran out again and again has timed out', async () => {
    const { id, uuid } = await place.webTask();
    await wanted(place.regenerate(uuid), 200);
    const agent = await place.generator();
    for (let i = 0; i < 2; i++) {
      const { run } = await agent.claim({ lease_seconds: 1 });
      await until('the sweep', async () => (await runDetailOf(service.admin, run.id)).run.status === 'queued');
    }
    const [run] = await runsOf(service, id);
    const runId = run?.id ?? '';
    await operated(service.admin, 'claim', runId);
    await operated(service.admin, 'start', runId);
    const error = 'no worker lives long enough';
    await operated(service.admin, 'fail', runId, { error });
    expect(await failureOf(uuid)).toEqual({ category: 'timeout', message: error });
  });
});

describe("the task's own runs", () => {
  it('leave the schemas alone, and their failure the state of a task that has them', async () => {
    const { id, uuid } = await place.webTask({}, { max_attempts: 2 });
    const ready = await generated(place, uuid);
    await enqueue(service.admin, id);
    const worker = await place.agent();
    await wanted(worker.does('fail', (await worker.claim()).run.id), 200);
    const { updated_at: _was, ...before } = ready;
    const { updated_at: _is, ...after } = await place.get(uuid);
    expect(after).toEqual(before);
    expect(after).toMatchObject({ current_state: 'ready', input_schema: INPUT });
  });

  it('that fail for good make a task without schemas failed', async () => {
    const { id, uuid } = await place.webTask({}, { max_attempts: 1 });
    await enqueue(service.admin, id);
    const worker = await place.agent();
    await wanted(worker.does('fail', (await worker.claim()).run.id, { error: 'no shop' }), 200);
    expect(await failureOf(uuid)).toEqual({ category: 'agent_error', message: 'no shop' });
    expect(await wanted<WebTask>(place.regenerate(uuid), 200)).toMatchObject({ current_state: 'not_ready' });
  });
});
