import type { Lease, RunDetail } from '../../src/client/types.js';
import {
  type Agent,
  detailOf,
  enqueue,
  type ErrorAnswer,
  makePlace,
  type Place,
  refused,
  runDetailOf,
  timelineOf,
  type Verb,
  wanted,
} from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;
let place: Place;
let agent: Agent;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
  agent = await place.agent();
});

const VERBS: Verb[] = ['heartbeat', 'complete', 'fail', 'release', 'steps'];
/** A body that each operation takes. */
const BODIES: Record<Verb, object> = {
  heartbeat: {},
  complete: {},
  fail: { error: 'it broke' },
  release: {},
  steps: { log: ['a'] },
};

async function held() {
  const { task } = await place.queued();
  return { task, claim: await agent.claim() };
}

const seconds = (from = '', to = '') => (Date.parse(to) - Date.parse(from)) / 1000;
const leaseOf = (answer: Promise<{ status: number; headers: Headers; body: { lease: Lease } & ErrorAnswer }>) =>
  wanted<{ lease: Lease }>(answer, 200).then(({ lease }) => lease);
const last = async (taskId: string) => (await timelineOf(service.api, taskId)).at(-1);

describe('a heartbeat', () => {
  it('moves the end of the lease from now, and back too', async () => {
    const { task, claim } = await held();
    for (const [asked, given] of [
      [3600, 3600],
      [60, 60],
      [86_400, 86_400],
      [0, 300],
      [undefined, 300],
    ] as const) {
      const lease = await leaseOf(
        agent.does('heartbeat', claim.run.id, asked === undefined ? {} : { lease_seconds: asked }),
      );
      expect(seconds(lease.heartbeat_at, lease.lease_until)).toBe(given);
      const { coordination_channel: _channel, ...kept } = claim.lease;
      expect(lease).toEqual({ ...kept, lease_until: lease.lease_until, heartbeat_at: lease.heartbeat_at });
      expect((await last(task.id))?.payload).toEqual({
        status: 'claimed',
        task_status: 'ready',
        lease_until: lease.lease_until,
        heartbeat_at: lease.heartbeat_at,
        claim_token_hash: claim.lease.claim_token_hash,
      });
    }
    expect((await detailOf(service.api, task.id)).task.updated_at).toBe(task.updated_at);
  });
});

describe('completing', () => {
  it('ends run and task, keeps the result, and lets the session go on', async () => {
    const { task, claim } = await held();
    const result = { words: 3, list: [null, 'ü'] };
    const lease = await leaseOf(agent.does('complete', claim.run.id, { result }));
    const { session_id, claimed_by, claim_token_hash, coordination_channel_id } = claim.lease;
    const names = { task_id: task.id, run_id: claim.run.id };
    expect(lease).toEqual({
      ...names,
      status: 'completed',
      session_id,
      claimed_by,
      claim_token_hash,
      coordination_channel_id,
    });
    const { run } = await runDetailOf(service.api, claim.run.id);
    expect(run).toMatchObject({ status: 'completed', result, claim_token_hash, session_id });
    for (const gone of ['lease_until', 'heartbeat_at', 'error', 'started_at']) expect(run).not.toHaveProperty(gone);
    const { task: done } = await detailOf(service.api, task.id);
    expect(done).toMatchObject({ status: 'completed', closed_at: run.ended_at, updated_at: run.ended_at });
    expect(done).not.toHaveProperty('current_run_id');
    const event = await last(task.id);
    expect(event?.payload).toEqual({ status: 'completed', task_status: 'completed', result, claim_token_hash });
    expect(event).toMatchObject({ event_type: 'task.run_completed', origin: { ref: 'agent.task.complete' } });
    expect((await agent.claimNext()).status).toBe(204);
  });

  it.each([
    ['null', null],
    ['nothing', undefined],
  ])('with %s has no result', async (_words, result) => {
    const { task, claim } = await held();
    await leaseOf(agent.does('complete', claim.run.id, { result }));
    expect((await runDetailOf(service.api, claim.run.id)).run).not.toHaveProperty('result');
    expect((await last(task.id))?.payload).not.toHaveProperty('result');
  });

  it.each(['text', 0, false, [], {}])('takes %j for a result', async (result) => {
    const { claim } = await held();
    await leaseOf(agent.does('complete', claim.run.id, { result }));
    expect((await runDetailOf(service.api, claim.run.id)).run.result).toEqual(result);
  });

  it('takes a result of exactly 65,536 bytes end to end, and none above', async () => {
    const { task, claim } = await held();
    const result = { text: `${'ü'.repeat(32_762)}x` };
    expect(Buffer.byteLength(JSON.stringify(result))).toBe(65_536);
    await refused(agent.does('complete', claim.run.id, { result: { text: `${result.text}x` } }), 413, '65536');
    expect((await runDetailOf(service.api, claim.run.id)).run.status).toBe('claimed');
    await leaseOf(agent.does('complete', claim.run.id, { result }));
    expect((await last(task.id))?.payload).toMatchObject({ result });
  });
});

describe('failing', () => {
  it('keeps the error, its metadata in the event alone, and the task ready', async () => {
    const { task, claim } = await held();
    const body = { error: ' it broke: agh_claim_abc ', metadata: { code: 7 } };
    expect(await leaseOf(agent.does('fail', claim.run.id, body))).toMatchObject({ status: 'failed' });
    const { run } = await runDetailOf(service.api, claim.run.id);
    expect(run).toMatchObject({ status: 'failed', error: 'it broke: agh_claim_[REDACTED]' });
    for (const gone of ['lease_until', 'result', 'metadata', 'failure_kind']) expect(run).not.toHaveProperty(gone);
    expect((await last(task.id))?.payload).toEqual({
      status: 'failed',
      task_status: 'ready',
      error: run.error,
      metadata: { code: 7 },
      claim_token_hash: claim.lease.claim_token_hash,
    });
    const { task: open } = await detailOf(service.api, task.id);
    expect(open.status).toBe('ready');
    expect(open).not.toHaveProperty('closed_at');
  });

  it('fails the task with its last attempt', async () => {
    const { task } = await place.queued({ max_attempts: 1 });
    const { run } = await agent.claim();
    await leaseOf(agent.does('fail', run.id));
    const { task: done } = await detailOf(service.api, task.id);
    expect(done.status).toBe('failed');
    expect(done.closed_at).toBeDefined();
    await refused(service.api.post(`/api/tasks/${task.id}/runs`), 409, '', 'attempts_exhausted');
  });

  it('takes metadata of exactly 65,536 bytes', async () => {
    const { claim } = await held();
    await refused(agent.does('fail', claim.run.id, { error: 'e', metadata: 'x'.repeat(65_535) }), 413, '65536');
    await leaseOf(agent.does('fail', claim.run.id, { error: 'e', metadata: 'x'.repeat(65_534) }));
  });
});

describe('releasing', () => {
  it('puts the run back as it was queued, for anyone', async () => {
    const { task, run } = await place.queued({}, { metadata: { a: 1 }, idempotency_key: 'k' });
    await agent.claim({ idempotency_key: 'mine' });
    const lease = await leaseOf(agent.does('release', run.id, { reason: ' shutting down ' }));
    const place_ = { task_id: task.id, run_id: run.id, status: 'queued' };
    expect(lease).toEqual({ ...place_, coordination_channel_id: run.coordination_channel_id });
    expect((await runDetailOf(service.api, run.id)).run).toEqual(run);
    expect((await last(task.id))?.payload).toEqual({
      previous_status: 'claimed',
      status: 'queued',
      task_status: 'ready',
      reason: 'shutting down',
      session_id: agent.session.session_id,
    });
    const replay = await enqueue(service.api, task.id, { idempotency_key: 'k' });
    expect(replay.id).toBe(run.id);
    expect((await (await place.agent()).claim()).run).toMatchObject({
      id: run.id,
      attempt: 1,
      queued_at: run.queued_at,
    });
  });

  it('needs no reason, and lets the releaser claim it again', async () => {
    const { task, claim } = await held();
    await leaseOf(agent.does('release', claim.run.id));
    expect((await last(task.id))?.payload).not.toHaveProperty('reason');
    expect((await agent.claim()).run.id).toBe(claim.run.id);
  });
});

describe.each(VERBS)('%s', (verb) => {
  it('is refused without an active lease, for unknown runs too', async () => {
    const { run } = await place.queued();
    for (const id of ['run-0', run.id]) {
      const code = 'AUTONOMY_NO_ACTIVE_LEASE';
      await refused(agent.does(verb, id, BODIES[verb]), 409, `task: autonomy lease rejected: ${code}`, code);
    }
  });

  it('is refused for another run than the held one, whoever has it', async () => {
    await held();
    const { run } = await place.queued();
    const other = await place.agent();
    for (const id of ['run-0', run.id, (await other.claim()).run.id]) {
      await refused(agent.does(verb, id, BODIES[verb]), 403, 'AUTONOMY_FOREIGN_RUN', 'AUTONOMY_FOREIGN_RUN');
    }
  });

  it.each(['complete', 'fail'] as const)('is refused after %s, and changes nothing', async (ending) => {
    const { claim } = await held();
    await leaseOf(agent.does(ending, claim.run.id));
    const before = await runDetailOf(service.api, claim.run.id);
    await refused(
      agent.does(verb, claim.run.id, BODIES[verb]),
      409,
      'AUTONOMY_LEASE_EXPIRED',
      'AUTONOMY_LEASE_EXPIRED',
    );
    expect(await runDetailOf(service.api, claim.run.id)).toEqual(before);
  });

  it('is refused after release', async () => {
    const { claim } = await held();
    await leaseOf(agent.does('release', claim.run.id));
    await refused(agent.does(verb, claim.run.id, BODIES[verb]), 409, '', 'AUTONOMY_NO_ACTIVE_LEASE');
  });

  it('is refused under the hash of another lease, and taken under its own', async () => {
    const { claim } = await held();
    const stale = { ...BODIES[verb], claim_token_hash: `sha256:${'0'.repeat(64)}` };
    await refused(agent.does(verb, claim.run.id, stale), 409, '', 'AUTONOMY_LEASE_EXPIRED');
    const own = { ...BODIES[verb], claim_token_hash: claim.lease.claim_token_hash };
    await wanted(agent.does(verb, claim.run.id, own), 200);
  });

  it('needs an agent session first, then a path id, then a body', async () => {
    const path = (id: string) => `/api/agent/tasks/${id}/${verb}`;
    await refused(service.api.post(path('%20'), '{'), 401, '', 'identity_required');
    await refused(agent.does(verb, '%20', '{'), 422, 'id');
    await refused(agent.api.post(path('run-0')), 400, 'body is required');
    await refused(agent.does(verb, 'run-0', '{'), 400, 'not valid JSON');
    await refused(agent.does(verb, 'run-0', '[]'), 400, 'JSON object');
  });
});

describe('bodies that are refused before the lease is looked at', () => {
  it.each<[number, string, Verb, object]>([
    [400, 'lease_seconds', 'heartbeat', { lease_seconds: '5' }],
    [422, 'lease_seconds', 'heartbeat', { lease_seconds: -1 }],
    [422, 'lease_seconds', 'heartbeat', { lease_seconds: 86_401 }],
    [422, 'result', 'complete', { result: { a: [{ 'Claim_Token ': 'x' }] } }],
    [422, 'result', 'complete', { result: 'agh_claim_x' }],
    [422, 'error', 'fail', {}],
    [422, 'error', 'fail', { error: '  ' }],
    [400, 'error', 'fail', { error: 5 }],
    [422, 'metadata', 'fail', { error: 'e', metadata: { claim_token: 1 } }],
    [413, 'metadata', 'fail', { error: 'e', metadata: 'x'.repeat(65_535) }],
    [400, 'reason', 'release', { reason: {} }],
    [422, 'reason', 'release', { reason: 'x'.repeat(4_097) }],
  ])('%i: %s of %s, case %#', async (status, words, verb, body) => {
    await refused(agent.does(verb, 'run-0', body), status, words);
  });

  it('but a claim_token_hash in a result is not one of them', async () => {
    const { claim } = await held();
    const { claim_token_hash } = claim.lease;
    await leaseOf(agent.does('complete', claim.run.id, { result: { claim_token_hash } }));
    const detail: RunDetail = await runDetailOf(service.api, claim.run.id);
    expect(detail.run.result).toEqual({ claim_token_hash });
  });
});

describe('a race of endings', () => {
  it('has one winner', async () => {
    for (let round = 0; round < 3; round++) {
      const { task, claim } = await held();
      const answers = await Promise.all(
        (['complete', 'fail', 'release', 'complete'] as const).map((verb) => agent.does(verb, claim.run.id)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
      expect(await timelineOf(service.api, task.id)).toHaveLength(4);
      const { run } = await runDetailOf(service.api, claim.run.id);
      if (run.status === 'queued') await leaseOf(agent.does('complete', (await agent.claim()).run.id));
    }
  });
});
