import { DataSource } from 'typeorm';
import { DutyRunner } from '../../src/ledger/duties/duty-runner.js';
import { detailOf, enqueue, makePlace, newTask, refused, runDetailOf, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { operated } from './support/operate.js';

let sweeping: TestApp;
/** Shares nothing with `sweeping` and never looks for expired leases. */
let patient: TestApp;

beforeAll(async () => {
  [sweeping, patient] = await Promise.all([startTestApp(), startTestApp({ settings: { leaseSweepSeconds: 3_600 } })]);
});

afterAll(async () => {
  await Promise.all([sweeping.close(), patient.close()]);
});

const VERBS = ['heartbeat', 'complete', 'fail', 'release'] as const;
const statusOf = async (service: TestApp, runId: string) => (await runDetailOf(service.api, runId)).run.status;

/** Waits until the database's clock is past a time; what is created says how late it is there. */
async function pastTime(time: string): Promise<void> {
  await until(`it to be past ${time}`, async () => (await newTask(patient.api)).created_at > time);
}

describe('an expired lease that is swept', () => {
  it('requeues the run as it was, with the same attempt, and says why', async () => {
    const place = await makePlace(sweeping.api);
    const { task, run } = await place.queued({}, { metadata: { a: 1 }, idempotency_key: 'k' });
    const agent = await place.agent();
    const { lease } = await agent.claim({ lease_seconds: 1 });
    await until('the sweep', async () => (await statusOf(sweeping, run.id)) === 'queued');
    expect((await runDetailOf(sweeping.api, run.id)).run).toEqual(run);
    expect((await enqueue(sweeping.api, task.id, { idempotency_key: 'k' })).id).toBe(run.id);
    const event = (await timelineOf(sweeping.api, task.id)).at(-1);
    expect(event).toMatchObject({
      event_type: 'task.run_lease_expired',
      actor: { kind: 'daemon', ref: 'scheduler' },
      origin: { kind: 'daemon', ref: 'daemon.scheduler' },
    });
    expect(event?.payload).toEqual({
      previous_status: 'claimed',
      status: 'queued',
      task_status: 'ready',
      reason: 'scheduler_sweep',
      session_id: agent.session.session_id,
      lease_until: lease.lease_until,
      previous_claim_token_hash: lease.claim_token_hash,
      coordination_channel_id: run.coordination_channel_id,
    });
    expect((await detailOf(sweeping.api, task.id)).task).not.toHaveProperty('current_run_id');
  });

  it('goes to another session, and the stale holder changes nothing', async () => {
    const place = await makePlace(sweeping.api);
    const { run } = await place.queued();
    const [a, b] = [await place.agent(), await place.agent()];
    await a.claim({ lease_seconds: 1 });
    await until('the sweep', async () => (await statusOf(sweeping, run.id)) === 'queued');
    const second = await b.claim();
    expect(second.run).toMatchObject({ id: run.id, attempt: 1 });
    const before = await runDetailOf(sweeping.api, run.id);
    for (const verb of VERBS) await refused(a.does(verb, run.id), 409, '', 'AUTONOMY_NO_ACTIVE_LEASE');
    expect(await runDetailOf(sweeping.api, run.id)).toEqual(before);
    const other = await place.queued();
    expect((await a.claim()).run.id).toBe(other.run.id);
    await wanted(b.does('complete', run.id), 200);
  });

  it('of a run at work takes it back as well, and leaves the session', async () => {
    const place = await makePlace(sweeping.api);
    const { task, run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    await operated(agent.api, 'start', run.id, { idempotency_key: 'k' });
    await wanted(agent.does('heartbeat', run.id, { lease_seconds: 1 }), 200);
    await until('the sweep', async () => (await statusOf(sweeping, run.id)) === 'queued');
    expect((await runDetailOf(sweeping.api, run.id)).run).toEqual(run);
    expect((await timelineOf(sweeping.api, task.id)).at(-1)).toMatchObject({
      event_type: 'task.run_lease_expired',
      payload: { previous_status: 'running', status: 'queued', task_status: 'ready' },
    });
    expect((await detailOf(sweeping.api, task.id)).task.status).toBe('ready');
    expect((await agent.claim()).run).toMatchObject({ id: run.id, attempt: 1 });
  });

  it('is not there as long as heartbeats come', async () => {
    const place = await makePlace(sweeping.api);
    const { task, run } = await place.queued();
    const agent = await place.agent();
    const first = await agent.claim({ lease_seconds: 1 });
    const outlived = Date.parse(first.lease.lease_until ?? '') + 1_000;
    await until('a lease that outlives its first end', async () => {
      const { body } = await agent.does('heartbeat', run.id, { lease_seconds: 30 });
      return Date.parse(body.lease.heartbeat_at ?? '') > outlived;
    });
    const types = (await timelineOf(sweeping.api, task.id)).map(({ event_type }) => event_type);
    expect(types).not.toContain('task.run_lease_expired');
  });
});

it('leases that expired while nobody looked are swept by whoever begins to lead, all of them, at once', async () => {
  const front = await startTestApp({ settings: { role: 'api' } });
  try {
    const place = await makePlace(front.api);
    const runs = await Promise.all(
      Array.from({ length: 250 }, async () => {
        const { run } = await place.queued();
        return run.id;
      }),
    );
    const leases = await Promise.all(runs.map(async () => (await place.agent()).claim({ lease_seconds: 1 })));
    const last =
      leases
        .map(({ lease }) => lease.lease_until ?? '')
        .sort()
        .at(-1) ?? '';
    await until(`it to be past ${last}`, async () => (await newTask(front.api)).created_at > last);
    const worker = await startTestApp({ database: front.database, settings: { leaseSweepSeconds: 3_600 } });
    const duty = () =>
      worker.app
        .get(DutyRunner)
        .statuses()
        .find(({ name }) => name === 'lease_expiry');
    await until('the first turn', () => duty()?.runs === 1);
    expect(duty()).toMatchObject({ findings: 250, failures: 0 });
    await worker.close();
    const order = await front.app
      .get(DataSource)
      .query<{ run: string }[]>(
        "SELECT data ->> 'run_id' AS run FROM events WHERE type = 'task.run_lease_expired' ORDER BY position",
      );
    const claims = leases.map(({ run, lease }) => ({ id: run.id, until: lease.lease_until ?? '' }));
    claims.sort((a, b) => (a.until === b.until ? (a.id < b.id ? -1 : 1) : a.until < b.until ? -1 : 1));
    expect(order.map(({ run }) => run)).toEqual(claims.map(({ id }) => id));
    expect((await timelineOf(front.api, leases[0]?.task.id ?? '')).at(-1)).toMatchObject({
      event_type: 'task.run_lease_expired',
      actor: { kind: 'daemon', ref: 'boot-recovery' },
      origin: { kind: 'daemon', ref: 'daemon.boot' },
      payload: { reason: 'orphaned_on_boot' },
    });
  } finally {
    await front.close();
  }
});

describe('an expired lease that is not swept yet', () => {
  it('is refused to its holder, stolen by nobody, and given up when the holder claims again', async () => {
    const place = await makePlace(patient.api);
    const { task, run } = await place.queued();
    const [holder, other] = [await place.agent(), await place.agent()];
    const { lease } = await holder.claim({ lease_seconds: 1 });
    await pastTime(lease.lease_until ?? '');
    for (const verb of VERBS) await refused(holder.does(verb, run.id), 409, '', 'AUTONOMY_LEASE_EXPIRED');
    expect(await statusOf(patient, run.id)).toBe('claimed');
    expect((await other.claimNext()).status).toBe(204);
    const second = await holder.claim();
    expect(second.run).toMatchObject({ id: run.id, attempt: 1, status: 'claimed' });
    expect(second.lease.claim_token_hash).not.toBe(lease.claim_token_hash);
    const [expired, claimed] = (await timelineOf(patient.api, task.id)).slice(-2);
    expect(expired).toMatchObject({ event_type: 'task.run_lease_expired', payload: { reason: 'claim_superseded' } });
    expect(claimed).toMatchObject({ event_type: 'task.run_claimed' });
    const stale = { claim_token_hash: lease.claim_token_hash };
    await refused(holder.does('heartbeat', run.id, stale), 409, '', 'AUTONOMY_LEASE_EXPIRED');
    await wanted(holder.does('complete', run.id), 200);
  });
});
