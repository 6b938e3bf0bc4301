/** A key that ends takes with it what it holds open, on the instance that is told and on every other one. */
import { OpenStreams } from '../../src/history/http/open-streams.js';
import { WaitingClaims } from '../../src/runs/views/waiting-claims.js';
import type { ApiAnswer } from '../support/contract.js';
import { enqueue, type ErrorAnswer, newAgent, newTask, wanted } from '../support/place.js';
import { until } from '../support/until.js';
import { type KeyedService, type KeyHolder, startKeyedService } from './support/keyed-service.js';

/** How long an open answer may outlive its key, in ms (issue: 1 s). */
const WITHIN_MS = 1_000;

let first: KeyedService;
let second: KeyedService;

beforeAll(async () => {
  first = await startKeyedService({ settings: { claimWaitSeconds: 60 } });
  second = await startKeyedService({ database: first.database, settings: { claimWaitSeconds: 60 } });
});

afterAll(async () => {
  await second.close();
  await first.close();
});

/** Something that a key holds open: `ended` settles when it is over. */
interface Held {
  readonly ended: Promise<unknown>;
}

/** Of a task, or of all tasks. */
async function openStream(at: KeyedService, secret: string, path?: string): Promise<Held> {
  const followed = path ?? `/api/tasks/${(await newTask(at.admin)).id}/stream`;
  const streams = at.app.get(OpenStreams, { strict: false });
  const before = streams.count;
  const ended = (async () => {
    const seen: string[] = [];
    for await (const frame of at.holding(secret).stream(followed)) seen.push(frame.type);
    return seen;
  })();
  await until('the stream to be open', () => streams.count > before);
  return { ended };
}

async function openClaim(
  at: KeyedService,
  secret: string,
): Promise<Held & { answer: Promise<ApiAnswer<ErrorAnswer>> }> {
  const agent = await newAgent(at.holding(secret));
  const waiting = at.app.get(WaitingClaims, { strict: false });
  const before = waiting.count;
  const answer: Promise<ApiAnswer<ErrorAnswer>> = agent.claimNext({ wait: true });
  await until('the claim to wait', () => waiting.count > before);
  return { ended: answer, answer };
}

async function endsInTime(held: readonly Held[], act: () => Promise<unknown>): Promise<void> {
  const begun = performance.now();
  await act();
  await Promise.all(held.map(({ ended }) => ended));
  expect(performance.now() - begun).toBeLessThan(WITHIN_MS);
}

const agentKey = (): Promise<KeyHolder> => first.key({ role: 'agent' });
const revoke = (id: string) => wanted(first.admin.delete(`/api/keys/${id}`), 204);

describe.each(['the same', 'the other'] as const)('on %s instance', (which) => {
  const instance = (): KeyedService => (which === 'the same' ? first : second);

  it('a revoked key ends its streams and its waiting claim within a second, and is refused', async () => {
    const { id, secret } = await agentKey();
    const [stream, claim] = [await openStream(instance(), secret), await openClaim(instance(), secret)];
    const all = await openStream(instance(), secret, '/api/stream');
    await endsInTime([stream, all, claim], () => revoke(id));
    const { status, headers, body } = await claim.answer;
    expect([status, headers.get('www-authenticate'), body.diagnostic?.code]).toEqual([
      401,
      'Bearer',
      'identity_required',
    ]);
    expect((await instance().holding(secret).get('/api/tasks')).status).toBe(401);
  });

  it('a secret that is replaced without grace ends what it holds, the new one goes on', async () => {
    const { id, secret } = await agentKey();
    const stream = await openStream(instance(), secret);
    await endsInTime([stream], () => wanted(first.admin.post(`/api/keys/${id}/rotate`), 200));
  });

  it('a secret in its grace keeps its stream until the grace is over', async () => {
    const { id, secret } = await agentKey();
    const stream = await openStream(instance(), secret);
    const streams = instance().app.get(OpenStreams, { strict: false });
    const rotated = await first.admin.post<{ key: { secret: string } }>(`/api/keys/${id}/rotate`, { grace_seconds: 2 });
    expect(streams.count).toBe(1);
    const later = await openStream(instance(), rotated.body.key.secret);
    await stream.ended;
    expect(streams.count).toBe(1);
    await endsInTime([later], () => revoke(id));
  });

  it('a key that expires ends its stream and its waiting claim', async () => {
    const { secret } = await first.key({ role: 'agent', expires_at: new Date(Date.now() + 3_000).toISOString() });
    const [stream, claim] = [await openStream(instance(), secret), await openClaim(instance(), secret)];
    const all = await openStream(instance(), secret, '/api/stream');
    await Promise.all([stream.ended, all.ended, claim.ended]);
    expect((await claim.answer).status).toBe(401);
  });

  it('a drain that is waited for is answered as well, and goes on without its caller', async () => {
    const { id, secret } = await first.key({ role: 'operator' });
    const agent = await newAgent(first.admin);
    await enqueue(first.admin, (await newTask(first.admin)).id);
    const { run } = await agent.claim();
    const drained = { timeout_seconds: 600 };
    const answer = instance().holding(secret).post<ErrorAnswer>('/api/scheduler/drain', drained);
    const isPaused = async (): Promise<boolean> =>
      (await first.admin.get<{ scheduler: { paused: boolean } }>('/api/scheduler')).body.scheduler.paused;
    await until('the drain to have begun', isPaused);
    await endsInTime([{ ended: answer }], () => revoke(id));
    const { status, body } = await answer;
    expect([status, body.diagnostic?.code, await isPaused()]).toEqual([401, 'identity_required', true]);
    await wanted(agent.does('complete', run.id), 200);
    await wanted(first.admin.post('/api/scheduler/resume'), 200);
  });

  it('other keys keep what they hold', async () => {
    const [gone, stays] = [await agentKey(), await agentKey()];
    const kept = await openClaim(instance(), stays.secret);
    const claim = await openClaim(instance(), gone.secret);
    await endsInTime([claim], () => revoke(gone.id));
    const task = await newTask(first.admin);
    await wanted(first.admin.post(`/api/tasks/${task.id}/runs`), 201);
    expect((await kept.answer).status).toBe(200);
  });

  it('a key works as soon as the other instance has answered that it is made', async () => {
    for (let i = 0; i < 20; i++) {
      const { body } = await first.admin.post<{ key: { secret: string } }>('/api/keys', {
        label: 'new',
        role: 'viewer',
      });
      expect((await instance().holding(body.key.secret).get('/api/tasks')).status).toBe(200);
    }
  });
});
