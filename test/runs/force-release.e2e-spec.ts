import type { AgentSession, Run } from '../../src/client/types.js';
import { enqueue, makePlace, type Place, refused, runDetailOf, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { claimedByHand, force, forced, runIn } from './support/force.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const last = async (run: Run) => (await timelineOf(service.api, run.task_id)).at(-1);
const runOf = async (id: string) => (await runDetailOf(service.api, id)).run;

describe('a force release', () => {
  it('queues a leased run again and tells what the lease was', async () => {
    const key = `key of ${place.workspaceId}`;
    const { task, run } = await place.queued({}, { metadata: { note: 'kept' }, idempotency_key: key });
    const agent = await place.agent();
    const { lease } = await agent.claim();
    const body = { reason: ' stuck ', metadata: { kept: 'nowhere' } };
    const answer = await force(service.api, 'release', run.id, body);
    expect(answer.status).toBe(200);
    expect(answer.body.run).toEqual(run);
    const event = await last(run);
    expect(Number(answer.headers.get('x-ledger-position'))).toBeGreaterThanOrEqual(event?.sequence ?? 0);
    expect(event).toMatchObject({
      ...{ event_type: 'task.run_released', run: { id: run.id } },
      ...{ actor: { kind: 'human', ref: 'local-user' }, origin: { kind: 'http', ref: 'tasks.force_release_run' } },
    });
    expect(event?.payload).toEqual({
      ...{ previous_status: 'claimed', status: 'queued', task_status: 'ready', reason: 'stuck' },
      ...{ manual: true, actor_kind: 'human', actor_id: 'local-user' },
      ...{ session_id: agent.session.session_id, previous_session_id: agent.session.session_id },
      previous_claim_token_hash_truncated: lease.claim_token_hash?.slice('sha256:'.length, 'sha256:'.length + 8),
      previous_lease_until: lease.lease_until,
    });
    expect(await runOf(run.id)).toEqual(run);
    const again = await enqueue(service.api, task.id, { metadata: { note: 'kept' }, idempotency_key: key });
    expect(again.id).toBe(run.id);
  });

  it('needs no body', async () => {
    const run = await runIn('claimed', service, place);
    const { run: now } = await wanted<{ run: Run }>(service.api.post(`/api/runs/${run.id}/release`), 200);
    expect(now).toEqual(run);
    expect((await last(run))?.payload).not.toHaveProperty('reason');
  });

  it('frees the run of a person, which has no lease', async () => {
    const { run } = await place.queued();
    await claimedByHand(service, run);
    expect((await forced(service.api, 'release', run.id)).run).toEqual(run);
    expect((await last(run))?.payload).toEqual({
      ...{ previous_status: 'claimed', status: 'queued', task_status: 'ready' },
      ...{ manual: true, actor_kind: 'human', actor_id: 'local-user' },
    });
  });

  it('leaves the session, which no longer holds the run and may take it anew', async () => {
    const { run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    await forced(service.api, 'release', run.id);
    await refused(agent.does('heartbeat', run.id), 409, 'AUTONOMY', 'AUTONOMY_NO_ACTIVE_LEASE');
    const at = `/api/agent/sessions/${agent.session.session_id}`;
    expect((await wanted<{ session: AgentSession }>(service.api.get(at), 200)).session.state).toBe('active');
    expect((await agent.claim()).run.id).toBe(run.id);
  });

  it('of a lease that has run out and was not swept yet is one like any other', async () => {
    // The sweep of this service comes too late for this test.
    const late = await startTestApp({ settings: { leaseSweepSeconds: 3_600 } });
    try {
      const there = await makePlace(late.api);
      const { run } = await there.queued();
      const agent = await there.agent();
      const { lease } = await agent.claim({ lease_seconds: 1 });
      await until('the lease to be over', () => Date.now() > Date.parse(lease.lease_until ?? ''));
      await refused(agent.does('heartbeat', run.id), 409, 'AUTONOMY', 'AUTONOMY_LEASE_EXPIRED');
      expect((await forced(late.api, 'release', run.id)).run.status).toBe('queued');
    } finally {
      await late.close();
    }
  });

  it.each(['queued', 'starting', 'running', 'needs_attention', 'completed', 'failed', 'canceled'] as const)(
    'is refused for a run that is %s',
    async (status) => {
      const run = await runIn(status, service, place);
      const before = await timelineOf(service.api, run.task_id);
      expect(await force(service.api, 'release', run.id)).toMatchObject({
        status: 409,
        body: {
          error: expect.stringContaining(`(next: GET /api/runs/${run.id}/inspect)`) as string,
          diagnostic: {
            id: 'task.force.task_run_not_releasable',
            ...{ code: 'task_run_not_releasable', category: 'task', severity: 'error', data_freshness: 'live' },
            title: 'Task run cannot be force released',
            suggested_command: `GET /api/runs/${run.id}/inspect`,
            evidence: { run_id: run.id, status },
          },
        },
      });
      expect(await timelineOf(service.api, run.task_id)).toEqual(before);
    },
  );

  it('twice is refused the second time', async () => {
    const run = await runIn('claimed', service, place);
    await forced(service.api, 'release', run.id);
    await refused(force(service.api, 'release', run.id), 409, 'queued', 'task_run_not_releasable');
  });
});
