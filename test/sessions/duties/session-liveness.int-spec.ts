import { DutyRunner } from '../../../src/ledger/duties/duty-runner.js';
import { Lane } from '../../../src/ledger/lane/lane.js';
import { EventLog } from '../../../src/ledger/log/event-log.js';
import { SessionLiveness } from '../../../src/sessions/duties/session-liveness.js';
import { SessionSightings } from '../../../src/sessions/views/session-sightings.js';
import { claimedRun } from '../support/claimed-run.js';
import { type SessionsApp, startSessionsApp } from '../support/sessions-app.js';

const DAEMON = {
  actor: { kind: 'daemon', ref: 'session-liveness' },
  origin: { kind: 'daemon', ref: 'daemon.session_liveness' },
};

let service: SessionsApp;
let liveness: SessionLiveness;
/** How far the process's clock is put forward, in ms. */
let later = 0;

beforeAll(async () => {
  const clock = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => clock() + later);
  service = await startSessionsApp();
  liveness = service.app.get(SessionLiveness);
});

afterAll(async () => {
  jest.restoreAllMocks();
  await service.close();
});

/** A session that was registered some seconds ago and has a ttl of 100 seconds. */
async function registered(secondsAgo: number): Promise<string> {
  const body = { agent_name: 'builder', ttl_seconds: 100 };
  const answer = await service.call('POST', '/api/agent/sessions', { body });
  const { session_id } = (answer.body as { session: { session_id: string } }).session;
  await service.dataSource.query(
    "UPDATE agent_sessions SET created_at = created_at - $2 * interval '1 second' WHERE session_id = $1",
    [session_id, secondsAgo],
  );
  return session_id;
}

/** What another instance has written. */
async function seenElsewhere(sessionId: string, secondsAgo: number): Promise<void> {
  await service.dataSource.query(
    "INSERT INTO agent_session_sightings VALUES ($1, clock_timestamp() - $2 * interval '1 second')",
    [sessionId, secondsAgo],
  );
}

async function sessionOf(sessionId: string): Promise<unknown> {
  const { body } = await service.call('GET', `/api/agent/sessions/${sessionId}`);
  return (body as { session: unknown }).session;
}

describe('session liveness', () => {
  it('is a duty of the service', () => {
    expect(service.app.get(DutyRunner).statuses()).toContainEqual(
      expect.objectContaining({ name: 'session_liveness' }),
    );
  });

  it('holds nobody to account for the time in which the service was away', async () => {
    const silent = await registered(3_600);
    expect(await liveness.run()).toEqual({ findings: 0 });
    later = 101_000;
    expect(await liveness.run()).toEqual({ findings: 1 });
    expect(await sessionOf(silent)).toMatchObject({ state: 'stopped' });
  });

  it('leaves sessions alone that are within their ttl, or were seen within it here or elsewhere', async () => {
    const fresh = await registered(0);
    const younger = await registered(90);
    const seenHere = await registered(3_600);
    service.app.get(SessionSightings).seen(seenHere, 100);
    const seenThere = await registered(3_600);
    await seenElsewhere(seenThere, 90);
    expect(await liveness.run()).toEqual({ findings: 0 });
    for (const id of [fresh, younger, seenHere, seenThere])
      expect(await sessionOf(id)).toMatchObject({ state: 'active' });
  });

  it('stops those that nobody saw for their ttl, once, and releases their leased runs', async () => {
    const silent = await registered(102);
    const silentSince = await registered(3_600);
    await seenElsewhere(silentSince, 102);
    const { task_id, run_id } = await claimedRun(service.app.get(Lane), silent, 'leased');
    const kept = await claimedRun(service.app.get(Lane), silentSince, 'lease-less');
    expect(await liveness.run()).toEqual({ findings: 2 });
    expect(await liveness.run()).toEqual({ findings: 0 });
    for (const id of [silent, silentSince]) {
      expect(await sessionOf(id)).toMatchObject({ state: 'stopped', stop_reason: 'unresponsive' });
    }
    const log = new EventLog(service.dataSource);
    const [stopped] = await log.newestOfStream(`session:${silent}`, 1);
    expect(stopped).toMatchObject({ type: 'session.stopped', data: { stop_reason: 'unresponsive' }, ...DAEMON });
    const [released] = await log.newestOfStream(`task:${task_id}`, 1);
    expect(released).toMatchObject({
      type: 'task.run_released',
      data: { run_id, reason: 'session_stopped' },
      ...DAEMON,
    });
    const [claimed] = await log.newestOfStream(`task:${kept.task_id}`, 1);
    expect(claimed).toMatchObject({ type: 'task.run_claimed' });
  });

  it('never looks for the sessions that the service makes for runs', async () => {
    const system = await registered(3_600);
    await service.dataSource.query('UPDATE agent_sessions SET system = true WHERE session_id = $1', [system]);
    expect(await liveness.run()).toEqual({ findings: 0 });
    expect(await sessionOf(system)).toMatchObject({ state: 'active', system: true });
  });

  it('counts only what it has stopped itself', async () => {
    const id = await registered(3_600);
    const [report, answer] = await Promise.all([
      liveness.run(),
      service.call('POST', `/api/agent/sessions/${id}/stop`),
    ]);
    expect(answer.status).toBe(200);
    const { stop_reason } = (await sessionOf(id)) as { stop_reason?: string };
    expect(report.findings).toBe(stop_reason === 'unresponsive' ? 1 : 0);
  });
});
