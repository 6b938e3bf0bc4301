/** Inspections at exactly the moments at which the verdict changes (`views.md` 8.1 to 8.3), by a clock that stands still. */
import { DataSource } from 'typeorm';
import type { Inspect, Run } from '../../src/client/types.js';
import { claimedByHand, failedBy, needsAttention, runIn } from '../runs/support/force.js';
import { after, type ClockedDatabase, createClockedDatabase } from '../support/database-clock.js';
import { type Agent, enqueue, makePlace, type Place, runDetailOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let database: ClockedDatabase;
let service: TestApp;
let place: Place;

beforeAll(async () => {
  database = await createClockedDatabase();
  service = await startTestApp({ database, settings: { leaseSweepSeconds: 3_600, schedulerTickSeconds: 3_600 } });
});

afterAll(async () => {
  await service.close();
  await database.drop();
});

beforeEach(async () => {
  place = await makePlace(service.api);
});

const SECOND = 1_000;

const read = async (path: string) =>
  (await wanted<{ inspect: Inspect }>(service.api.get(`/api/${path}/inspect`), 200)).inspect;
const inspectAt = (moment: string, { id }: Pick<Run, 'id'>) => database.at(moment, () => read(`runs/${id}`));
const codes = ({ diagnostics = [] }: Inspect) => diagnostics.map(({ code }) => code);
const sql = (text: string, ...values: unknown[]) => service.app.get(DataSource).query<unknown>(text, values);

/** A run of this place, claimed with a lease, and who holds it; the session outlives every moment of these tests. */
async function held(lease_seconds = 3_600): Promise<{ readonly run: Run; readonly agent: Agent }> {
  await place.queued();
  const agent = await place.agent({ ttl_seconds: 86_400 });
  const { run } = await agent.claim({ lease_seconds });
  return { run, agent };
}

describe('the age of a sign of life', () => {
  it('is in whole seconds, 0 included, and has no value when the sign lies ahead', async () => {
    const { run } = await held();
    const ageAt = async (ms: number) =>
      (await inspectAt(after(run.heartbeat_at, ms), run)).current_run?.heartbeat_age_seconds;
    expect(await ageAt(0)).toBe(0);
    expect(await ageAt(999)).toBe(0);
    expect(await ageAt(59_999)).toBe(59);
    expect(await ageAt(-1)).toBeUndefined();
    expect(await inspectAt(after(run.heartbeat_at, 7), run)).toMatchObject({ as_of: after(run.heartbeat_at, 7) });
  });

  it('makes a claimed run stuck when it is over 120 s', async () => {
    const { run } = await held();
    const before = await inspectAt(after(run.heartbeat_at, 120 * SECOND + 999), run);
    expect(before.current_run?.heartbeat_age_seconds).toBe(120);
    expect(before).toMatchObject({ next_action: 'running' });
    expect(before.diagnostics).toBeUndefined();
    const as_of = after(run.heartbeat_at, 121 * SECOND);
    const stuck = await inspectAt(as_of, run);
    expect(stuck.next_action).toBe('recovery_required');
    expect(stuck.diagnostics).toEqual([
      {
        id: `task.inspect.task_run_stuck.${run.id}`,
        code: 'task_run_stuck',
        category: 'task',
        severity: 'warn',
        title: 'Task run heartbeat is stale',
        message: expect.stringContaining('121 seconds') as string,
        data_freshness: 'live',
        suggested_command: `POST /api/runs/${run.id}/release {"reason":"stuck"}`,
        doc_url: '/runtime/core/autonomy/task-runs-and-leases#task-inspect-diagnostics',
        evidence: {
          task_id: run.task_id,
          run_id: run.id,
          status: 'claimed',
          attempt: 1,
          claim_token_hash_truncated: run.claim_token_hash?.slice('sha256:'.length, 'sha256:'.length + 8),
          lease_until: run.lease_until,
          heartbeat_at: run.heartbeat_at,
          as_of,
          heartbeat_age_seconds: 121,
          threshold_seconds: 120,
        },
      },
    ]);
  });

  it('counts from the claim where there was no heartbeat, and only while the run is claimed', async () => {
    const { run } = await place.queued();
    await claimedByHand(service, run);
    const { claimed_at } = (await runDetailOf(service.api, run.id)).run;
    const stuck = await inspectAt(after(claimed_at, 121 * SECOND), run);
    expect(stuck.current_run).toMatchObject({ heartbeat_age_seconds: 121 });
    for (const member of ['heartbeat_at', 'lease_until', 'claim_token_hash_truncated', 'bound_session_id'])
      expect(stuck.current_run).not.toHaveProperty(member);
    expect(stuck).not.toHaveProperty('bound_session');
    const [found, ...others] = stuck.diagnostics ?? [];
    expect(others).toEqual([]);
    // Nobody holds it: what is not known is left out of the evidence, never null.
    expect(Object.keys(found?.evidence ?? {}).sort()).toEqual([
      ...['as_of', 'attempt', 'heartbeat_age_seconds', 'run_id', 'status', 'task_id', 'threshold_seconds'],
    ]);
    const running = await runIn('running', service, place);
    const later = await inspectAt(after(claimed_at, 86_400 * SECOND), running);
    expect(later.current_run).not.toHaveProperty('heartbeat_age_seconds');
    expect(later).toMatchObject({ next_action: 'running' });
    expect(codes(later)).toEqual([]);
  });
});

describe('a lease', () => {
  it('is stale after its end, not at it', async () => {
    const { run } = await held(60);
    expect(run.lease_until).toBe(after(run.heartbeat_at, 60 * SECOND));
    const atEnd = await inspectAt(after(run.lease_until, 0), run);
    expect([atEnd.as_of, codes(atEnd), atEnd.next_action]).toEqual([run.lease_until, [], 'running']);
    const over = await inspectAt(after(run.lease_until, 1), run);
    expect(over.next_action).toBe('recovery_required');
    expect(over.diagnostics).toMatchObject([
      {
        code: 'task_run_stale_lease',
        severity: 'error',
        title: 'Task run lease is stale',
        suggested_command: `POST /api/runs/${run.id}/release {"reason":"stale lease"}`,
        evidence: { lease_until: run.lease_until, as_of: after(run.lease_until, 1) },
      },
    ]);
  });

  it('of a run at work is nobody’s concern here, however long it is over', async () => {
    const { run, agent } = await held(60);
    await wanted(agent.api.post(`/api/task-runs/${run.id}/start`, { idempotency_key: 'start' }), 200);
    const { status, lease_until } = (await runDetailOf(service.api, run.id)).run;
    expect([status, lease_until]).toEqual(['running', expect.any(String)]);
    const later = await inspectAt(after(lease_until, 3_600 * SECOND), run);
    expect([codes(later), later.next_action]).toEqual([[], 'running']);
    expect(later.current_run?.heartbeat_age_seconds).toBeGreaterThan(120);
  });

  it.each([
    ["failure_kind = 'oom'", { failure_kind: 'oom' }, 'oom'],
    ["stop_reason = 'operator'", { stop_reason: 'operator' }, 'operator'],
    ["state = 'stopped'", { state: 'stopped' }, undefined],
  ])(
    'that is over, of a session with %s that says nothing any more, is found in every way',
    async (set, shown, why) => {
      const { run, agent } = await held(60);
      const { session_id } = agent.session;
      await sql(`UPDATE agent_sessions SET ${set} WHERE session_id = $1`, session_id);
      const inspect = await inspectAt(after(run.heartbeat_at, 3_600 * SECOND), run);
      expect(codes(inspect)).toEqual(['task_run_stuck', 'task_run_stale_lease', 'task_run_orphan']);
      expect(inspect.next_action).toBe('recovery_required');
      expect(inspect.bound_session).toMatchObject({ session_id, ...shown });
      const [, , orphan] = inspect.diagnostics ?? [];
      expect(orphan).toMatchObject({
        severity: 'error',
        title: 'Task run is bound to a terminal session',
        suggested_command: `POST /api/runs/${run.id}/release {"reason":"orphaned"}`,
        evidence: { session_id, session_state: inspect.bound_session?.state },
      });
      expect(orphan?.evidence?.session_failure).toBe(why);
    },
  );
});

describe('a queued run', () => {
  it('that nobody can take is stranded from 300 s on', async () => {
    const { run } = await place.queued();
    const before = await inspectAt(after(run.queued_at, 300 * SECOND - 1), run);
    expect([codes(before), before.next_action]).toEqual([[], 'waiting_for_session']);
    const stranded = await inspectAt(after(run.queued_at, 300 * SECOND), run);
    expect(stranded.next_action).toBe('stranded');
    expect(stranded.diagnostics).toEqual([
      {
        id: `task.inspect.task_run_stranded.${run.id}`,
        code: 'task_run_stranded',
        category: 'task',
        severity: 'warn',
        title: 'Queued task run has no eligible session',
        message: expect.stringContaining('300 seconds') as string,
        data_freshness: 'live',
        suggested_command: 'POST /api/agent/tasks/claim-next',
        doc_url: '/runtime/core/autonomy/task-runs-and-leases#task-inspect-diagnostics',
        evidence: {
          task_id: run.task_id,
          run_id: run.id,
          status: 'queued',
          attempt: 1,
          as_of: after(run.queued_at, 300 * SECOND),
          queued_age_seconds: 300,
          threshold_seconds: 300,
          eligible_session_count: 0,
          scheduler_paused: false,
        },
      },
    ]);
  });

  it('waits for no session that has failed, stops or has not begun, and is stranded by none that is active', async () => {
    const { run } = await place.queued();
    const { session } = await place.agent({ ttl_seconds: 86_400 });
    const moment = after(run.queued_at, 400 * SECOND);
    for (const set of ["failure_kind = 'oom'", "state = 'stopping'", "state = 'starting'"]) {
      await sql(
        `UPDATE agent_sessions SET state = 'active', failure_kind = NULL WHERE session_id = $1`,
        session.session_id,
      );
      expect((await inspectAt(moment, run)).next_action).toBe('claim_available');
      await sql(`UPDATE agent_sessions SET ${set} WHERE session_id = $1`, session.session_id);
      expect((await inspectAt(moment, run)).next_action).toBe('stranded');
    }
  });

  it('that needs attention is not stranded, however long it has waited', async () => {
    const { run } = await place.queued();
    await needsAttention(service, run);
    const inspect = await inspectAt(after(run.queued_at, 86_400 * SECOND), run);
    expect([codes(inspect), inspect.next_action]).toEqual([[], 'waiting_for_session']);
  });
});

describe('a run that has ended', () => {
  it.each(['completed', 'failed', 'canceled'] as const)(
    'as %s has no heartbeat to miss, no lease to overrun and no session to lose',
    async (status) => {
      const run = await runIn(status, service, place);
      const { ended_at, session_id } = (await runDetailOf(service.api, run.id)).run;
      if (session_id !== undefined) await wanted(service.api.post(`/api/agent/sessions/${session_id}/stop`), 200);
      const inspect = await inspectAt(after(ended_at, 86_400 * SECOND), run);
      expect(inspect.bound_session?.state).toBe(session_id === undefined ? undefined : 'stopped');
      expect(codes(inspect)).toEqual(status === 'failed' ? ['task_run_crashed'] : []);
      expect(inspect.next_action).toBe(status === 'failed' ? 'recovery_required' : 'terminal');
    },
  );

  it('long ago is inspected beside the five latest of its task', async () => {
    const { task, run: first } = await place.queued({ max_attempts: 7 });
    const agent = await place.agent();
    for (let attempt = 1; attempt < 7; attempt++) {
      await failedBy(agent);
      await enqueue(service.api, task.id);
    }
    const inspect = await read(`runs/${first.id}`);
    expect(inspect.current_run).toMatchObject({ run_id: first.id, attempt: 1 });
    expect(inspect.recent_runs?.map(({ attempt }) => attempt)).toEqual([7, 6, 5, 4, 3]);
    expect(inspect.recent_events?.every(({ run_id }) => run_id === first.id)).toBe(true);
    expect([codes(inspect), inspect.next_action]).toEqual([[], 'terminal']);
  });
});
