/** What is taken up, claimed and written down, on real tables without a service. */
import type { DataSource } from 'typeorm';
import { type ClaimedWebhook, WebhookSends } from '../../../src/notifications/duties/webhooks/webhook-sends.js';
import { createDataSource } from '../../../src/platform/postgres/data-source.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

let database: TestDatabase;
let source: DataSource;
let sends: WebhookSends;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await createDataSource(database.url).initialize();
  sends = new WebhookSends(source, 60_000);
});

afterAll(async () => {
  await source.destroy();
  await database.drop();
});

beforeEach(async () => {
  await source.query('TRUNCATE webhook_outbox, webhook_sends');
  await source.query("UPDATE delivery_progress SET position = 0 WHERE name = 'webhooks'");
});

const ids = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => `run-${String(from + i).padStart(4, '0')}`);

/** Rows of the outbox at these positions. */
async function ended(from: number, to = from, host = 'hooks.example.com:443'): Promise<void> {
  await source.query(
    `INSERT INTO webhook_outbox (run_id, delivery_id, task_id, url, host, front, principal, ended_at, position)
     SELECT 'run-' || lpad(n::text, 4, '0'), 'whd-' || n, 'task-1', 'https://hooks.example.com/', $3, 'b', 'ann', now(), n
     FROM generate_series($1::int, $2::int) n`,
    [from, to, host],
  );
}

const kept = async (): Promise<string[]> =>
  (await source.query<{ run_id: string }[]>('SELECT run_id FROM webhook_sends ORDER BY run_id')).map(
    ({ run_id }) => run_id,
  );

async function claimOne(): Promise<ClaimedWebhook> {
  const [claimed] = await sends.claim(await kept());
  if (!claimed) throw new Error('it was free');
  return claimed;
}

const moveTo = (due: string): Promise<unknown> => source.query(`UPDATE webhook_sends SET due_at = ${due}`);

describe('taking up', () => {
  it('is done once for each end, by however many at once', async () => {
    await ended(1, 20);
    await Promise.all(Array.from({ length: 6 }, () => new WebhookSends(source, 60_000).takeUp()));
    expect(await kept()).toEqual(ids(1, 20));
    await source.query("DELETE FROM webhook_sends WHERE run_id = 'run-0007'");
    await ended(21);
    await sends.takeUp();
    expect(await kept()).toEqual(ids(1, 21).filter((id) => id !== 'run-0007'));
  });

  it('loses and repeats nothing when the outbox is built anew', async () => {
    await ended(1, 3);
    await sends.takeUp();
    const claimed = await claimOne();
    await sends.note(claimed, { status: 500, error: 'no', delayMs: 3_600_000 });
    const before = await source.query<object[]>('SELECT * FROM webhook_sends ORDER BY run_id');
    await source.transaction(async (rows) => {
      await rows.query('CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM webhook_outbox');
      await rows.query('DELETE FROM webhook_outbox');
      await rows.query('INSERT INTO webhook_outbox SELECT * FROM kept');
    });
    await sends.takeUp();
    await sends.forget();
    expect(await source.query('SELECT * FROM webhook_sends ORDER BY run_id')).toEqual(before);
  });

  it('leaves alone what had ended before there were webhooks', async () => {
    await source.query("UPDATE delivery_progress SET position = 10 WHERE name = 'webhooks'");
    await ended(5, 12);
    await sends.takeUp();
    expect(await kept()).toEqual(ids(11, 12));
  });

  it('forgets what has left the outbox, under a claim too', async () => {
    await ended(1, 2);
    await sends.takeUp();
    const [claimed] = await sends.claim(['run-0001']);
    await source.query("DELETE FROM webhook_outbox WHERE run_id = 'run-0001'");
    expect(await sends.forget()).toBe(1);
    expect(await kept()).toEqual(['run-0002']);
    if (claimed) expect(await sends.note(claimed, { status: 204, outcome: 'delivered', delayMs: 0 })).toBeUndefined();
    expect(await kept()).toEqual(['run-0002']);
  });
});

describe('claims', () => {
  it('give each message to one alone, whoever asks at once', async () => {
    await ended(1, 40);
    await sends.takeUp();
    const claims = await Promise.all(Array.from({ length: 8 }, () => sends.claim(ids(1, 40))));
    expect(
      claims
        .flat()
        .map(({ run_id }) => run_id)
        .toSorted(),
    ).toEqual(ids(1, 40));
    expect(await sends.claim(ids(1, 40))).toEqual([]);
    expect(await sends.due(8, [], 100)).toEqual([]);
  });

  it('end with their time, and whoever had it before writes nothing', async () => {
    await ended(1);
    await sends.takeUp();
    const first = await claimOne();
    await moveTo("now() - interval '1 second'");
    const second = await claimOne();
    expect(await sends.note(first, { status: 204, outcome: 'delivered', delayMs: 0 })).toBeUndefined();
    await sends.release(first, 0);
    await sends.end(first);
    expect(await sends.claim(await kept())).toEqual([]);
    expect(await sends.note(second, { status: 204, outcome: 'delivered', delayMs: 0 })).toMatchObject({
      attempts: 1,
      outcome: 'delivered',
    });
    await sends.end(second);
    expect(await kept()).toEqual([]);
  });

  it('count an attempt that ended, and none that was given back', async () => {
    await ended(1);
    await sends.takeUp();
    await sends.release(await claimOne(), 0);
    const claimed = await claimOne();
    expect(claimed).toMatchObject({ attempts: 0, outcome: null });
    const noted = await sends.note(claimed, { status: 503, error: 'it answered status 503', delayMs: 3_600_000 });
    expect(noted).toMatchObject({ attempts: 1, last_status: 503, outcome: null });
    const [due] = await source.query<{ due: boolean }[]>(
      "SELECT due_at > now() + interval '59 minutes' AND claim IS NULL AS due FROM webhook_sends",
    );
    expect(due).toEqual({ due: true });
    await moveTo('now()');
    expect(await claimOne()).toMatchObject({ attempts: 1, last_status: 503 });
  });

  it('keep an outcome until it is told, whoever dies between', async () => {
    await ended(1);
    await sends.takeUp();
    await sends.note(await claimOne(), { error: 'gone', status: 410, outcome: 'failed', delayMs: 0 });
    expect(await sends.claim(await kept())).toEqual([]);
    await moveTo('now()');
    expect(await claimOne()).toMatchObject({ outcome: 'failed', attempts: 1, last_status: 410, last_error: 'gone' });
  });
});

it('a few of each host are offered, the longest due first', async () => {
  await ended(1, 500, 'dead.example.com:443');
  await ended(501, 503, 'hooks.example.com:443');
  await ended(504, 504, 'other.example.com:80');
  await sends.takeUp();
  await moveTo("now() - interval '1 hour' + substr(run_id, 5)::int * interval '1 ms'");
  const all = await sends.due(8, [], 100);
  const of = (host: string): string[] => all.filter(({ group }) => group === host).map(({ id }) => id);
  expect(of('dead.example.com:443')).toEqual(ids(1, 8));
  expect(of('hooks.example.com:443')).toEqual(ids(501, 503));
  expect(of('other.example.com:80')).toEqual(ids(504, 504));
  expect(all.find(({ group }) => group === 'other.example.com:80')?.url).toBe('http://other.example.com:80');
  expect(await sends.due(8, ['dead.example.com:443'], 100)).toHaveLength(4);
  expect(await sends.due(8, [], 5)).toHaveLength(5);
});
