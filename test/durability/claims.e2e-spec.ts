import type { AddressInfo } from 'node:net';
import { request } from 'node:http';
import type { Claim, Lease, Run, RunDetail, Task, TimelineItem } from '../../src/client/types.js';
import { LaneMetrics } from '../../src/ledger/lane/lane-metrics.js';
import type { Api } from '../support/contract.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { inconsistencies, withDatabase } from './support/consistency.js';
import { registerSessions } from './support/workload.js';

const RUNS = 500;
const SESSIONS = 32;

type Session = Awaited<ReturnType<typeof registerSessions>>[number];

let first: TestApp;
let second: TestApp;

jest.setTimeout(180_000);

beforeAll(async () => {
  first = await startTestApp();
  second = await startTestApp({ database: first.database });
});

afterAll(async () => {
  await second.close();
  await first.close();
});

async function enqueue(api: Api, title: string): Promise<Run> {
  const created = await api.post<{ task: Task }>('/api/tasks', { scope: 'global', title });
  const started = await api.post<{ run: Run }>(`/api/tasks/${created.body.task.id}/start`);
  expect(started.status).toBe(201);
  return started.body.run;
}

async function newSession(api: Api): Promise<Session> {
  const [session] = await registerSessions(api, 1);
  if (!session) throw new Error('no session was registered');
  return session;
}

async function claim(api: Api, session: Session, body: object = {}): Promise<Lease | undefined> {
  const answer = await api.as(session).post<{ claim: Claim } | undefined>('/api/agent/tasks/claim-next', body);
  expect([200, 204]).toContain(answer.status);
  return answer.body?.claim.lease;
}

function headPosition(): Promise<number> {
  return withDatabase(first.database.url, async (database) => {
    const { rows } = await database.query<{ head: number }>(
      'SELECT coalesce(max(position), 0)::int AS head FROM events',
    );
    return rows[0]?.head ?? 0;
  });
}

async function runOf(api: Api, runId: string): Promise<Run> {
  return (await api.get<{ run: RunDetail }>(`/api/task-runs/${runId}`)).body.run.run;
}

async function timeline(api: Api, taskId: string): Promise<TimelineItem[]> {
  return (await api.get<{ timeline: TimelineItem[] }>(`/api/tasks/${taskId}/timeline`)).body.timeline;
}

/** Claims and completes through both instances in turns until there is nothing left. */
async function workOff(session: Session, number: number, claimed: string[]): Promise<void> {
  const instances = [first.api, second.api];
  for (let turn = number; ; turn++) {
    const api = instances[turn % 2] ?? first.api;
    const lease = await claim(api, session);
    if (!lease) return;
    claimed.push(lease.run_id);
    const ended = await (instances[(turn + 1) % 2] ?? api)
      .as(session)
      .post(`/api/agent/tasks/${lease.run_id}/complete`, {});
    expect(ended.status).toBe(200);
  }
}

it('gives each of 500 runs to exactly one of 32 sessions, through both instances', async () => {
  const sessions = await registerSessions(first.api, SESSIONS);
  const queued: string[] = [];
  const fill = async (number: number): Promise<void> => {
    const api = number % 2 === 0 ? first.api : second.api;
    for (let i = number; i < RUNS; i += SESSIONS) queued.push((await enqueue(api, `run ${i}`)).id);
  };
  await Promise.all(sessions.map((_, number) => fill(number)));
  const claimed: string[] = [];
  await Promise.all(sessions.map((session, number) => workOff(session, number, claimed)));
  expect(claimed).toHaveLength(RUNS);
  expect(new Set(claimed)).toEqual(new Set(queued));
  await withDatabase(first.database.url, async (database) => {
    const { rows } = await database.query(
      'SELECT DISTINCT status, lease_epoch, count(*)::int AS runs FROM runs GROUP BY 1, 2',
    );
    expect(rows).toEqual([{ status: 'completed', lease_epoch: 1, runs: RUNS }]);
    expect(await inconsistencies(database)).toEqual([]);
  });
});

it('refuses everything to a holder whose lease ran out and was given to another', async () => {
  const run = await enqueue(first.api, 'Taken over');
  const [stale, present] = [await newSession(first.api), await newSession(second.api)];
  const lost = await claim(first.api, stale, { lease_seconds: 1 });
  expect(lost?.run_id).toBe(run.id);
  await until('the sweep queues the run again', async () => (await runOf(first.api, run.id)).status === 'queued');
  const taken = await claim(second.api, present);
  expect(taken?.run_id).toBe(run.id);
  expect(taken?.claim_token_hash).not.toBe(lost?.claim_token_hash);
  const [before, head] = [await runOf(first.api, run.id), await headPosition()];
  const calls = [
    ['heartbeat', {}],
    ['complete', { result: { done: true } }],
    ['fail', { error: 'too late' }],
    ['release', { reason: 'too late' }],
  ] as const;
  for (const api of [first.api, second.api]) {
    for (const [verb, body] of calls) {
      const answer = await api.as(stale).post<{ error: string }>(`/api/agent/tasks/${run.id}/${verb}`, body);
      expect([verb, answer.status]).toEqual([verb, 409]);
      expect(answer.body.error).toContain('AUTONOMY_');
    }
  }
  expect(await runOf(second.api, run.id)).toEqual(before);
  expect(await headPosition()).toBe(head);
  expect((await second.api.as(present).post(`/api/agent/tasks/${run.id}/complete`, {})).status).toBe(200);
});

it('wakes a waiting claim when a run is enqueued through the other instance', async () => {
  const session = await newSession(first.api);
  const metrics = first.app.get(LaneMetrics);
  const tried = metrics.snapshot.commands;
  const waiting = claim(first.api, session, { wait: true });
  await until('the first try found nothing', () => metrics.snapshot.commands > tried);
  const run = await enqueue(second.api, 'Awaited');
  expect((await waiting)?.run_id).toBe(run.id);
  expect((await first.api.as(session).post(`/api/agent/tasks/${run.id}/complete`, {})).status).toBe(200);
});

it('gives nothing to a caller that left while it waited: the next one gets the run', async () => {
  const [gone, next] = [await newSession(first.api), await newSession(first.api)];
  const server = first.app.getHttpServer();
  const sockets = new Set<object>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const metrics = first.app.get(LaneMetrics);
  const tried = metrics.snapshot.commands;
  const left = request({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    agent: false,
    method: 'POST',
    path: '/api/agent/tasks/claim-next',
    headers: {
      'x-agh-session-id': gone.session_id,
      'x-agh-agent': gone.agent_name,
      'content-type': 'application/json',
    },
  });
  left.on('error', () => undefined);
  left.end('{"wait":true}');
  await until('the first try found nothing', () => metrics.snapshot.commands > tried);
  const open = sockets.size;
  left.destroy();
  await until('the service saw the caller leave', () => sockets.size < open);
  const run = await enqueue(second.api, 'Nobody waits');
  expect((await claim(first.api, next))?.run_id).toBe(run.id);
  const claims = (await timeline(first.api, run.task_id)).filter((item) => item.event_type === 'task.run_claimed');
  expect(claims.map((item) => item.actor.ref)).toEqual([next.session_id]);
});
