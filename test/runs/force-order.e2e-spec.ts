/** What all force operations on one run refuse, and in which order; and what agents may. */
import type { Run } from '../../src/client/types.js';
import type { Api, ApiAnswer } from '../support/contract.js';
import { type Agent, makePlace, type Place, refused, runDetailOf, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { force, FORCE_VERBS, forced, type ForceVerb, runIn } from './support/force.js';

const LIMIT = 3;

let service: TestApp;
let strict: TestApp;
let place: Place;

beforeAll(async () => {
  [service, strict] = await Promise.all([
    startTestApp({ settings: { forceLimitPerMinute: LIMIT } }),
    startTestApp({ settings: { allowAgentForce: false } }),
  ]);
});

afterAll(() => Promise.all([service.close(), strict.close()]));

beforeEach(async () => {
  place = await makePlace(service.api);
});

/** The state in which each operation is allowed. */
const SUITED = { release: 'claimed', fail: 'queued', retry: 'failed', recover: 'needs_attention' } as const;
const TOO_LARGE = 'x'.repeat(16_383);
const reasoned = (verb: ForceVerb, more: object = {}) => (verb === 'fail' ? { reason: 'r', ...more } : more);
const runOf = async ({ id }: Run) => (await runDetailOf(service.api, id)).run;

describe.each(FORCE_VERBS)('%s refuses', (verb) => {
  it('what cannot be read, before it asks who may', async () => {
    const agent = await (await makePlace(strict.api)).agent();
    for (const api of [service.api, agent.api]) {
      await refused(force(api, verb, 'run-0', '{'), 400, 'not valid JSON');
      if (verb !== 'retry') await refused(force(api, verb, 'run-0', { reason: 5 }), 400, 'reason');
    }
  });

  it('agents where the policy forbids it, whatever else is wrong', async () => {
    const there = await makePlace(strict.api);
    const { api, session } = await there.agent();
    for (const [id, body] of [
      [(await runIn(SUITED[verb], strict, there)).id, undefined],
      ['run-0', { metadata: TOO_LARGE }],
    ] as const) {
      expect(await force(api, verb, id, body)).toMatchObject({
        status: 403,
        body: {
          diagnostic: {
            id: 'task.force.forbidden_operator_action',
            ...{ code: 'forbidden_operator_action', severity: 'error' },
            evidence: { actor_kind: 'agent_session', actor_id: session.session_id },
          },
        },
      });
    }
    await forced(strict.api, verb, (await runIn(SUITED[verb], strict, await makePlace(strict.api))).id);
  });

  it('what is too large or may not be, whether the run is there or not', async () => {
    const run = await runIn(SUITED[verb], service, place);
    const before = await timelineOf(service.api, run.task_id);
    for (const id of [run.id, 'run-0']) {
      await refused(force(service.api, verb, id, reasoned(verb, { metadata: TOO_LARGE })), 413, '16384');
      await refused(force(service.api, verb, id, reasoned(verb, { metadata: { claim_token: 1 } })), 422, 'metadata');
      if (verb === 'retry') continue;
      await refused(force(service.api, verb, id, { reason: 'r'.repeat(4_097) }), 422, 'reason');
    }
    expect(await timelineOf(service.api, run.task_id)).toEqual(before);
    await forced(service.api, verb, run.id, reasoned(verb, { metadata: 'x'.repeat(16_382) }));
  });

  it('a run that is not there, and an id that is blank', async () => {
    await refused(force(service.api, verb, 'run-0'), 404, 'run run-0 does not exist');
    await refused(force(service.api, verb, '%20'), 422, 'id');
  });

  it('an agent that has called too often, before the state of the run is looked at', async () => {
    const run = await runIn('canceled', service, place);
    const { api, session } = await place.agent();
    for (let n = 0; n < LIMIT; n++) {
      await refused(force(api, verb, 'run-0'), 404, 'run-0');
      expect((await force(api, verb, run.id)).status).toBe(409);
    }
    const answer = await force(api, verb, run.id);
    expect(answer).toMatchObject({
      status: 429,
      body: {
        diagnostic: {
          id: 'task.force.force_op_rate_limited',
          ...{ code: 'force_op_rate_limited', severity: 'warn' },
          evidence: {
            ...{ actor_kind: 'agent_session', actor_id: session.session_id },
            ...{ task_id: run.task_id, limit: LIMIT },
          },
        },
      },
    });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await refused(force(api, verb, 'run-0'), 404, 'run-0');
    await refused(force(api, verb, run.id, reasoned(verb, { metadata: TOO_LARGE })), 413, '16384');
    expect((await force(service.api, verb, run.id)).status).toBe(409);
  });
});

describe('an agent', () => {
  let agent: Agent;

  beforeEach(async () => {
    agent = await place.agent();
  });

  it.each(FORCE_VERBS)('may %s, by name', async (verb) => {
    const run = await runIn(SUITED[verb], service, place);
    const { run: now } = await forced(agent.api, verb, run.id);
    const event = (await timelineOf(service.api, run.task_id)).at(-1);
    expect(event).toMatchObject({
      actor: { kind: 'agent_session', ref: agent.session.session_id },
      run: { id: now.id },
      payload: { manual: true, actor_kind: 'agent_session', actor_id: agent.session.session_id },
    });
  });

  it('has one count for a task, whatever it forces, pausing included, and one for each task', async () => {
    const { task, run } = await place.queued();
    const post = (verb: string, body: object): Promise<ApiAnswer<unknown>> =>
      agent.api.post(`/api/tasks/${task.id}/${verb}`, body);
    await wanted(post('pause', { reason: 'r' }), 200);
    await refused(force(agent.api, 'release', run.id), 409, 'queued', 'task_run_not_releasable');
    await forced(agent.api, 'fail', run.id);
    for (const verb of ['retry', 'recover'] as const) {
      await refused(force(agent.api, verb, run.id), 429, task.id, 'force_op_rate_limited');
    }
    await refused(post('resume', {}), 429, task.id, 'force_op_rate_limited');
    const elsewhere = await place.queued();
    await forced(agent.api, 'fail', elsewhere.run.id);
    await forced((await place.agent()).api, 'retry', run.id);
  });

  it('counts nothing with what is refused before', async () => {
    const { run } = await place.queued();
    const call = (api: Api, body: object) => force(api, 'fail', run.id, body);
    for (let n = 0; n <= LIMIT; n++) {
      await refused(call(agent.api, {}), 422, 'reason', 'force_op_requires_reason');
      await refused(call(agent.api, { reason: 'r', metadata: TOO_LARGE }), 413, '16384');
    }
    await forced(agent.api, 'fail', run.id);
    expect((await runOf(run)).status).toBe('failed');
  });
});
