import type { Socket } from 'node:net';
import { WaitingClaims } from '../../src/runs/views/waiting-claims.js';
import { makePlace, type Place, refused, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

let service: TestApp;
let brief: TestApp;
let place: Place;
const sockets: Socket[] = [];

beforeAll(async () => {
  [service, brief] = await Promise.all([
    startTestApp({ settings: { claimWaitSeconds: 60 } }),
    startTestApp({ settings: { claimWaitSeconds: 0.3 } }),
  ]);
  service.app.getHttpServer().on('connection', (socket: Socket) => sockets.push(socket));
});

/** Waits until as many callers wait, so that what follows wakes them. */
async function waiters(count: number): Promise<void> {
  const waiting = service.app.get(WaitingClaims, { strict: false });
  await until(`${count} callers to wait`, () => waiting.count === count);
}

afterAll(async () => {
  await Promise.all([service.close(), brief.close()]);
});

beforeEach(async () => {
  place = await makePlace(service.api);
});

describe('a claim that waits', () => {
  it('answers at once when there is work', async () => {
    const { run } = await place.queued();
    expect((await (await place.agent()).claim({ wait: true })).run.id).toBe(run.id);
  });

  it('answers 204 when its time is over', async () => {
    const agent = await (await makePlace(brief.api)).agent();
    const { status, body } = await agent.claimNext({ wait: true });
    expect([status, body]).toEqual([204, undefined]);
  });

  it('gets the run that is queued meanwhile, its lease counted from the claim', async () => {
    const agent = await place.agent();
    const waiting = agent.claim({ wait: true, lease_seconds: 60 });
    await waiters(1);
    const { run } = await place.queued();
    const { lease, run: claimed } = await waiting;
    expect(claimed.id).toBe(run.id);
    expect(Date.parse(lease.lease_until ?? '') - Date.parse(claimed.claimed_at ?? '')).toBe(60_000);
  });

  it('gets the run that another session releases', async () => {
    const { run } = await place.queued();
    const [first, second] = [await place.agent(), await place.agent()];
    await first.claim();
    const waiting = second.claim({ wait: true });
    await waiters(1);
    await wanted(first.does('release', run.id), 200);
    expect((await waiting).run.id).toBe(run.id);
  });

  it('gets the run of a session that is stopped', async () => {
    const { run } = await place.queued();
    const [first, second] = [await place.agent(), await place.agent()];
    await first.claim();
    const waiting = second.claim({ wait: true });
    await waiters(1);
    await wanted(service.api.post(`/api/agent/sessions/${first.session.session_id}/stop`), 200);
    expect((await waiting).run.id).toBe(run.id);
  });

  it('gets the run whose lease ran out', async () => {
    const { run } = await place.queued();
    await (await place.agent()).claim({ lease_seconds: 1 });
    expect((await (await place.agent()).claim({ wait: true })).run.id).toBe(run.id);
  });

  it('does not wake for work that is not for it', async () => {
    const agent = await place.agent();
    const waiting = agent.claim({ wait: true, priority_min: 40 });
    await waiters(1);
    await place.queued({ priority: 'high' });
    const { run } = await place.queued({ priority: 'urgent' });
    expect((await waiting).run.id).toBe(run.id);
  });

  it('by many gets each a run of its own', async () => {
    const agents = await Promise.all(Array.from({ length: 5 }, () => place.agent()));
    const waiting = agents.map((agent) => agent.claim({ wait: true }));
    await waiters(agents.length);
    const queued = await Promise.all(agents.map(() => place.queued()));
    const claims = await Promise.all(waiting);
    expect(claims.map(({ run }) => run.id).sort()).toEqual(queued.map(({ run }) => run.id).sort());
  });

  it('of a session that stops meanwhile is refused, and leaves the run to another', async () => {
    const [stopped, other] = [await place.agent(), await place.agent()];
    const refusal = stopped.claimNext({ wait: true });
    await waiters(1);
    await wanted(service.api.post(`/api/agent/sessions/${stopped.session.session_id}/stop`), 200);
    const waiting = other.claim({ wait: true });
    await waiters(2);
    const { run } = await place.queued();
    await refused(refusal, 403, 'no longer active');
    expect((await waiting).run.id).toBe(run.id);
  });

  it('of a caller that left takes nothing', async () => {
    const leaving = await place.agent();
    const left = new AbortController();
    const options = { signal: left.signal };
    const gone = leaving.api.post('/api/agent/tasks/claim-next', { wait: true }, options);
    const outcome = expect(gone).rejects.toThrow('abort');
    const { session_id } = leaving.session;
    await waiters(1);
    left.abort();
    await outcome;
    await waiters(0);
    const staying = await place.agent();
    const waiting = staying.claim({ wait: true });
    await waiters(1);
    const { run } = await place.queued();
    const claim = await waiting;
    expect(claim.run.id).toBe(run.id);
    expect(claim.lease.session_id).not.toBe(session_id);
  });

  it('leaves nothing behind on a connection that is used again', async () => {
    const agent = await place.agent();
    for (let n = 0; n < 12; n++) expect((await agent.claimNext()).status).toBe(204);
    const counts = sockets.map((socket) => socket.listenerCount('close'));
    expect(Math.max(...counts)).toBeLessThan(8);
  });
});
