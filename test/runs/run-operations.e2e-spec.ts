/** What holds for all that an operator does to a run by name. */
import { makePlace, type Place, refused, runDetailOf, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { ledTo, operate, RUN_BODIES, RUN_VERBS, type RunVerb } from './support/operate.js';
import { type Situation, SITUATIONS, situated } from './support/situations.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

/** Which of the operations are answered 200, from the outcome matrix; all others 409. */
const ALLOWED: Readonly<Record<Situation, readonly RunVerb[]>> = {
  queued: ['claim', 'cancel'],
  claimed: ['start', 'attach-session', 'cancel'],
  'claimed under a lease': ['cancel'],
  'starting without a session': ['attach-session', 'fail', 'cancel'],
  'starting with a session': ['start', 'fail', 'cancel'],
  running: ['complete', 'fail', 'cancel'],
  'running under a lease': ['cancel'],
  needs_attention: ['cancel'],
  completed: [],
  failed: [],
  canceled: [],
  'completed under a lease': [],
};

describe.each(SITUATIONS)('a run that is %s', (situation) => {
  it.each(RUN_VERBS)('and %s: as the outcome matrix says, and a refusal changes nothing', async (verb) => {
    const { id: runId } = await situated(situation, service, place);
    const before = await runDetailOf(service.api, runId);
    const body =
      verb === 'attach-session' ? { session_id: (await place.agent()).session.session_id } : RUN_BODIES[verb];
    const allowed = ALLOWED[situation].includes(verb);
    await wanted(operate(service.api, verb, runId, body), allowed ? 200 : 409);
    if (!allowed) expect(await runDetailOf(service.api, runId)).toEqual(before);
  });
});

describe.each(RUN_VERBS)('%s', (verb) => {
  it('knows no run of an id that nobody has', async () => {
    await refused(operate(service.api, verb, 'run-0'), 404, 'run-0');
  });

  it('looks at the path first, then at the body, then at the run', async () => {
    await refused(operate(service.api, verb, '%20', '{'), 422, 'id');
    await refused(operate(service.api, verb, 'run-0', '{'), 400, 'not valid JSON');
    await refused(operate(service.api, verb, 'run-0', '[]'), 400, 'JSON object');
  });

  it('is refused to who does not say wholly who it is', async () => {
    const path = `/api/task-runs/run-0/${verb}`;
    const half = service.api.with({ 'x-agh-agent': 'ada' });
    await refused(half.post(path, RUN_BODIES[verb]), 401, '', 'identity_required');
  });
});

it.each(['attach-session', 'fail'] as const)('%s needs a body, the others need none', async (verb) => {
  await refused(service.api.post(`/api/task-runs/run-0/${verb}`), 400, 'body is required');
  for (const other of ['claim', 'start', 'complete', 'cancel']) {
    await refused(service.api.post(`/api/task-runs/run-0/${other}`), 404, 'run-0');
  }
});

it.each<[number, string, RunVerb, object]>([
  [400, 'idempotency_key', 'claim', { idempotency_key: 5 }],
  [400, 'idempotency_key', 'start', { idempotency_key: {} }],
  [422, 'session_id', 'attach-session', {}],
  [422, 'session_id', 'attach-session', { session_id: '  ' }],
  [400, 'session_id', 'attach-session', { session_id: 7 }],
  [422, 'result', 'complete', { result: { a: [{ 'Claim_Token ': 'x' }] } }],
  [413, '65536', 'complete', { result: 'x'.repeat(65_535) }],
  [422, 'error', 'fail', {}],
  [422, 'error', 'fail', { error: '  ' }],
  [422, 'metadata', 'fail', { error: 'e', metadata: { claim_token: 1 } }],
  [413, '65536', 'fail', { error: 'e', metadata: 'x'.repeat(65_535) }],
  [400, 'reason', 'cancel', { reason: 5 }],
  [422, 'metadata', 'cancel', { metadata: { claim_token: 1 } }],
  [413, '65536', 'cancel', { metadata: 'x'.repeat(65_535) }],
])('%i: %s of %s, case %#, whether there is a run or not', async (status, words, verb, body) => {
  const run = await ledTo('running', service.api, place);
  const before = await timelineOf(service.api, run.task_id);
  for (const id of [run.id, 'run-0']) await refused(operate(service.api, verb, id, body), status, words);
  expect(await timelineOf(service.api, run.task_id)).toEqual(before);
});
