import type { Claim } from '../../src/client/types.js';
import { detailOf, makePlace, newAgent, newTask, type Place, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const seconds = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;

describe('a claim', () => {
  it('answers task, run, lease and channel, and keeps the task ready', async () => {
    const { task, run } = await place.queued({ title: 'Count' }, { metadata: { workflow_id: 'flow-1' } });
    const agent = await place.agent();
    const { session_id } = agent.session;
    const claim = await agent.claim();
    const channel = {
      id: `coord-${run.id}`,
      channel: `coord-${run.id}`,
      display_name: `coord-${run.id}`,
      purpose: 'task_run_coordination',
      workspace_id: place.workspaceId,
      task_id: task.id,
      run_id: run.id,
      workflow_id: 'flow-1',
      allowed_message_kinds: ['status', 'request', 'reply', 'blocker', 'handoff', 'result', 'review_request'],
      last_activity_at: run.queued_at,
    };
    expect(claim.coordination_channel).toEqual(channel);
    expect(claim.task).toMatchObject({ id: task.id, title: 'Count', status: 'ready', workspace_id: place.workspaceId });
    const { lease_until = '', claimed_at = '', claim_token_hash } = claim.run;
    expect(claim_token_hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(claim.run).toEqual({
      ...run,
      status: 'claimed',
      claimed_by: { kind: 'agent_session', ref: session_id },
      session_id,
      claim_token_hash,
      claimed_at,
      heartbeat_at: claimed_at,
      lease_until,
      coordination_channel: channel,
    });
    expect(seconds(claimed_at, lease_until)).toBe(300);
    expect(claim.lease).toEqual({
      task_id: task.id,
      run_id: run.id,
      status: 'claimed',
      session_id,
      claimed_by: { kind: 'agent_session', ref: session_id },
      claim_token_hash,
      lease_until,
      heartbeat_at: claimed_at,
      coordination_channel_id: channel.id,
      coordination_channel: channel,
    });
    const event = (await timelineOf(service.api, task.id)).at(-1);
    expect(event).toMatchObject({
      event_type: 'task.run_claimed',
      actor: claim.run.claimed_by,
      origin: { ref: 'agent.task.next' },
    });
    expect(event?.payload).toEqual({
      status: 'claimed',
      task_status: 'ready',
      claimed_by: claim.run.claimed_by,
      claim_token_hash,
      lease_until,
    });
    expect(claim.task.latest_event_seq).toBe(event?.sequence);
    const { task: shown } = await detailOf(service.api, task.id);
    expect(shown).toMatchObject({ status: 'ready', current_run_id: run.id, updated_at: task.updated_at });
  });

  it('of a global task has no channel', async () => {
    const agent = await newAgent(service.api);
    const task = await newTask(service.api);
    await wanted(service.api.post(`/api/tasks/${task.id}/start`), 201);
    const claim = await agent.claim();
    expect(claim.task.id).toBe(task.id);
    for (const part of [claim, claim.run, claim.lease]) expect(part).not.toHaveProperty('coordination_channel');
    expect(claim.lease).not.toHaveProperty('coordination_channel_id');
  });

  it('lasts as long as asked, to the day', async () => {
    for (const [asked, given] of [
      [1, 1],
      [0, 300],
      [undefined, 300],
      [86_400, 86_400],
    ] as const) {
      await place.queued();
      const { run } = await (await place.agent()).claim(asked === undefined ? {} : { lease_seconds: asked });
      expect(seconds(run.claimed_at ?? '', run.lease_until ?? '')).toBe(given);
    }
  });

  it('answers 204 without a body when there is nothing', async () => {
    const agent = await place.agent();
    const { status, body, headers } = await agent.claimNext();
    expect([status, body, headers.get('content-type')]).toEqual([204, undefined, null]);
    expect((await agent.api.post('/api/agent/tasks/claim-next')).status).toBe(204);
    expect((await agent.api.post('/api/agent/tasks/claim-next', 'null')).status).toBe(204);
  });
});

describe('claimNextAgentTask refuses', () => {
  it.each<[number, string, unknown]>([
    [400, 'not valid JSON', '{'],
    [400, 'JSON object', '[]'],
    [400, 'lease_seconds', { lease_seconds: '5' }],
    [400, 'lease_seconds', { lease_seconds: 1.5 }],
    [400, 'priority_min', { priority_min: 'high' }],
    [400, 'wait', { wait: 1 }],
    [400, 'required_capabilities', { required_capabilities: 'gpu' }],
    [422, 'lease_seconds', { lease_seconds: -1 }],
    [422, 'lease_seconds', { lease_seconds: 86_401 }],
    [422, 'priority_min', { priority_min: -1 }],
    [422, 'required_capabilities', { required_capabilities: [' '] }],
    [422, 'required_capabilities', { required_capabilities: ['a b'] }],
    [422, 'required_capabilities', { required_capabilities: ['a,b'] }],
    [422, 'required_capabilities', { required_capabilities: ['ü'.repeat(65)] }],
  ])('%i: %s, case %#', async (status, words, body) => {
    const agent = await place.agent();
    await refused(agent.claimNext(body as object), status, words);
  });

  it('another workspace than the session’s, and any workspace without one', async () => {
    const agent = await place.agent();
    await refused(agent.claimNext({ workspace_id: 'ws-0' }), 403, 'workspace');
    await refused((await newAgent(service.api)).claimNext({ workspace_id: place.workspaceId }), 403, 'workspace');
    expect((await agent.claimNext({ workspace_id: ` ${place.workspaceId} ` })).status).toBe(204);
  });

  it('a second run, whether or not there is work, also when it would wait', async () => {
    await place.queued();
    const agent = await place.agent();
    await agent.claim();
    for (const body of [{}, { wait: true }]) {
      await refused(agent.claimNext(body), 409, 'AUTONOMY_LEASE_ALREADY_HELD', 'AUTONOMY_LEASE_ALREADY_HELD');
    }
    await place.queued();
    await refused(agent.claimNext(), 409, 'AUTONOMY_LEASE_ALREADY_HELD', 'AUTONOMY_LEASE_ALREADY_HELD');
  });

  it('callers that are no active session, before it looks at the body', async () => {
    const path = '/api/agent/tasks/claim-next';
    const { session, api } = await place.agent();
    await refused(service.api.post(path, '{'), 401, '', 'identity_required');
    await refused(service.api.with({ 'x-agh-agent': 'ada' }).post(path), 401, '', 'identity_required');
    await refused(
      service.api.with({ 'x-agh-session-id': session.session_id }).post(path),
      401,
      '',
      'identity_required',
    );
    await refused(service.api.as({ ...session, agent_name: 'Ada' }).post(path), 401, '', 'identity_mismatch');
    await refused(service.api.as({ ...session, session_id: 'sess-0' }).post(path), 401, '', 'identity_stale');
    await refused(api.with({ 'x-agh-workspace-id': 'ws-0' }).post(path), 403, '', 'identity_unauthorized');
    expect((await api.with({ 'x-agh-workspace-id': place.workspaceId }).post(path)).status).toBe(204);
    await wanted(service.api.post(`/api/agent/sessions/${session.session_id}/stop`), 200);
    await refused(api.post(path, '{'), 401, '', 'identity_stale');
  });
});

describe('races for runs', () => {
  it('of many sessions for one run have one winner', async () => {
    await place.queued();
    const agents = await Promise.all(Array.from({ length: 6 }, () => place.agent()));
    const answers = await Promise.all(agents.map((agent) => agent.claimNext()));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(5).fill(204)]);
  });

  it('of many sessions for as many runs give each its own', async () => {
    const agents = await Promise.all(Array.from({ length: 6 }, () => place.agent()));
    const queued = await Promise.all(agents.map(() => place.queued()));
    const claims = await Promise.all(agents.map((agent) => agent.claim()));
    expect(claims.map(({ run }) => run.id).sort()).toEqual(queued.map(({ run }) => run.id).sort());
  });

  it('of one session with itself have one winner', async () => {
    await place.queued();
    await place.queued();
    const agent = await place.agent();
    const answers = await Promise.all(Array.from({ length: 4 }, () => agent.claimNext()));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  });
});

describe('the key of a claim', () => {
  it('answers the same lease again while it holds', async () => {
    const { task } = await place.queued();
    const agent = await place.agent();
    const first = await agent.claim({ idempotency_key: 'k', lease_seconds: 60 });
    const { status, headers, body } = await agent.claimNext({ idempotency_key: 'k', lease_seconds: 999 });
    expect([status, headers.get('idempotency-replayed')]).toEqual([200, 'true']);
    expect(body.claim).toEqual(first);
    expect(
      (await timelineOf(service.api, task.id)).filter(({ event_type }) => event_type === 'task.run_claimed'),
    ).toHaveLength(1);
    await refused(agent.claimNext({ idempotency_key: 'other' }), 409, '', 'AUTONOMY_LEASE_ALREADY_HELD');
  });

  it.each(['complete', 'release'] as const)('is used up by %s', async (verb) => {
    await place.queued();
    const agent = await place.agent();
    const { run } = await agent.claim({ idempotency_key: 'k' });
    await wanted(agent.does(verb, run.id), 200);
    await refused(agent.claimNext({ idempotency_key: 'k' }), 409, '', 'AUTONOMY_LEASE_EXPIRED');
  });

  it('says nothing of a lease that the run has had since', async () => {
    await place.queued();
    const agent = await place.agent();
    const first = await agent.claim({ idempotency_key: 'k' });
    await wanted(agent.does('release', first.run.id), 200);
    const second = await agent.claim({ idempotency_key: 'k-2' });
    expect(second.run.id).toBe(first.run.id);
    expect(second.lease.claim_token_hash).not.toBe(first.lease.claim_token_hash);
    await refused(agent.claimNext({ idempotency_key: 'k' }), 409, '', 'AUTONOMY_LEASE_EXPIRED');
  });

  it('belongs to its session', async () => {
    await place.queued();
    await place.queued();
    const claims: Claim[] = [];
    for (const agent of [await place.agent(), await place.agent()])
      claims.push(await agent.claim({ idempotency_key: 'k' }));
    expect(claims[0]?.run.id).not.toBe(claims[1]?.run.id);
  });

  it('that found nothing is free', async () => {
    const agent = await place.agent();
    expect((await agent.claimNext({ idempotency_key: 'k' })).status).toBe(204);
    const { run } = await place.queued();
    expect((await agent.claim({ idempotency_key: 'k' })).run.id).toBe(run.id);
  });
});
