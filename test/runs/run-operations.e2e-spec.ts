/** What holds for all that an operator does to a run by name. */
import { type Agent, makePlace, type Place, refused, runDetailOf, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { needsAttention } from './support/force.js';
import {
  attach,
  inMidStart,
  ledTo,
  operate,
  RUN_BODIES,
  sessionsStopped,
  RUN_VERBS,
  type RunVerb,
} from './support/operate.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

/** In the words of `runs.md` 3.0; all without a lease where nothing is said of one. */
type Situation =
  | 'queued'
  | 'claimed'
  | 'claimed under a lease'
  | 'starting without a session'
  | 'starting with a session'
  | 'running'
  | 'running under a lease'
  | 'needs_attention'
  | 'completed'
  | 'failed'
  | 'canceled'
  | 'completed under a lease';

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
const SITUATIONS = Object.keys(ALLOWED) as Situation[];

async function situated(situation: Situation): Promise<string> {
  const { api } = service;
  if (situation.endsWith('under a lease')) return leased(situation, await place.agent());
  if (situation === 'queued' || situation === 'claimed') return (await ledTo(situation, api, place)).id;
  if (situation === 'needs_attention') {
    const run = await ledTo('queued', api, place);
    await needsAttention(service, run);
    return run.id;
  }
  if (situation === 'starting without a session') {
    const run = await ledTo('claimed', api, place);
    await inMidStart(service, run);
    return run.id;
  }
  if (situation === 'starting with a session') {
    const { id } = await ledTo('claimed', api, place);
    await wanted(attach(api, id, (await place.agent()).session.session_id), 200);
    return id;
  }
  const { id } = await ledTo('running', api, place);
  const ends = { running: undefined, completed: 'complete', failed: 'fail', canceled: 'cancel' } as const;
  const end = ends[situation as keyof typeof ends];
  if (end) await wanted(operate(api, end, id), 200);
  await sessionsStopped(service);
  return id;
}

async function leased(situation: Situation, agent: Agent): Promise<string> {
  const { run } = await place.queued();
  await agent.claim();
  if (situation.startsWith('running')) {
    await wanted(operate(agent.api, 'start', run.id, { idempotency_key: 'k' }), 200);
  }
  if (situation.startsWith('completed')) await wanted(agent.does('complete', run.id), 200);
  return run.id;
}

describe.each(SITUATIONS)('a run that is %s', (situation) => {
  it.each(RUN_VERBS)('and %s: as the outcome matrix says, and a refusal changes nothing', async (verb) => {
    const runId = await situated(situation);
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
