/** What is marked, claimed and tidied, on real tables without a service. */
import type { DataSource } from 'typeorm';
import { DeliverySweep } from '../../../src/notifications/duties/delivery-sweep.duty.js';
import { DeliveryTidy } from '../../../src/notifications/duties/delivery-tidy.duty.js';
import { DeliveryWakes } from '../../../src/notifications/duties/delivery-wakes.js';
import { DeliveryWork } from '../../../src/notifications/duties/delivery-work.js';
import { createDataSource } from '../../../src/platform/postgres/data-source.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

let database: TestDatabase;
let source: DataSource;
let work: DeliveryWork;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await createDataSource(database.url).initialize();
  work = new DeliveryWork(source, 60_000);
});

afterAll(async () => {
  await source.destroy();
  await database.drop();
});

beforeEach(async () => {
  await source.query('TRUNCATE delivery_work, deliveries, bridge_subscriptions, notification_cursors, tasks CASCADE');
  await source.query('TRUNCATE task_activity, events, delivery_attempts, redeliveries');
  await source.query('UPDATE delivery_progress SET position = 0');
});

/** Work of so many subscriptions of a bridge, due one after another. */
async function waiting(bridge: string, count: number): Promise<void> {
  await source.query(
    `INSERT INTO delivery_work (subscription_id, task_id, bridge_instance_id, since, due_at)
     SELECT $1 || '-' || lpad(n::text, 5, '0'), 'task-1', $1, now(), now() - interval '1 hour' + n * interval '1 ms'
     FROM generate_series(1, $2) n`,
    [bridge, count],
  );
}

async function subscribed(id: string, status = 'completed', latest = 10, cursor = 0): Promise<void> {
  const task = `task-of-${id}`;
  await source.query(
    `INSERT INTO tasks SELECT (jsonb_populate_record(NULL::tasks, to_jsonb(x))).* FROM (SELECT $1 AS id, gen_random_uuid() AS uuid,
       1 AS number, 'global' AS scope, 'A task' AS title, 'medium' AS priority, 3 AS max_attempts, false AS auto_enqueue_on_ready,
       $2 AS status, 'none' AS approval_policy, 'not_required' AS approval_state, false AS paused, 'human' AS created_by_kind,
       'a' AS created_by_ref, 'http' AS origin_kind, 'a' AS origin_ref, now() AS created_at, now() AS updated_at,
       0 AS child_count, 0 AS dependency_count) x`,
    [task, status],
  );
  await source.query(
    `INSERT INTO task_activity (task_id, latest_event_seq, last_activity_at, updated_at, created_at, workspace, facet)
     VALUES ($1, $2, now(), now(), now(), '', 0)`,
    [task, latest],
  );
  await source.query(
    `INSERT INTO bridge_subscriptions (subscription_id, task_id, bridge_instance_id, scope, delivery_mode, created_by,
       created_at, updated_at) VALUES ($1, $2, 'brg-1', 'global', 'reply', '{}', now(), now())`,
    [id, task],
  );
  if (cursor > 0) {
    await source.query(
      `INSERT INTO notification_cursors (consumer_id, stream_name, subject_id, last_sequence, updated_at)
       VALUES ('bridge_task_subscription:' || $1, 'task_events', $2, $3, now())`,
      [id, task, cursor],
    );
  }
}

async function recorded(events: readonly (readonly [type: string, stream: string])[]): Promise<void> {
  const [{ head }] = await source.query<[{ head: number }]>('SELECT coalesce(max(position), 0) AS head FROM events');
  for (const [i, [type, stream]] of events.entries()) {
    await source.query(
      `INSERT INTO events (position, stream, version, event_id, type, schema_version, visibility, data, data_hash, actor_kind,
         actor_ref, origin_kind, origin_ref, correlation_id, command_id, recorded_at, hash)
       VALUES ($1, $2, $4, $5, $3, 1, 'public', '{}', '', 'human', 'a', 'http', 'a', 'req', 'cmd', now(), '')`,
      [head + 1 + i, stream, type, head + 1 + i, `evt-${head + 1 + i}`],
    );
  }
}

const marked = async (): Promise<string[]> =>
  (
    await source.query<{ subscription_id: string }[]>(
      'SELECT subscription_id FROM delivery_work ORDER BY subscription_id',
    )
  ).map(({ subscription_id }) => subscription_id);

describe('claims', () => {
  it('give each subscription to one alone, whoever asks at once', async () => {
    await waiting('brg-1', 40);
    const ids = await marked();
    const claims = await Promise.all(Array.from({ length: 8 }, () => work.claim(ids)));
    const claimed = claims.flat().map(({ subscription_id }) => subscription_id);
    expect(claimed.toSorted()).toEqual(ids);
    expect(await work.claim(ids)).toEqual([]);
  });

  it('end with their time, and whoever had it before writes nothing', async () => {
    await waiting('brg-1', 1);
    const [first] = await work.claim(await marked());
    await source.query("UPDATE delivery_work SET due_at = now() - interval '1 second'");
    const [second] = await work.claim(await marked());
    if (!first || !second) throw new Error('both had it');
    expect(await work.hold(source, first)).toBe(false);
    expect(await work.hold(source, second)).toBe(true);
    await work.end(source, first);
    expect(await marked()).toHaveLength(1);
    await work.end(source, second);
    expect(await marked()).toEqual([]);
  });

  it('are looked at again where they were woken meanwhile', async () => {
    await waiting('brg-1', 1);
    const [claimed] = await work.claim(await marked());
    if (!claimed) throw new Error('it was free');
    await source.query('UPDATE delivery_work SET wakes = wakes + 1');
    await work.end(source, claimed);
    expect(await work.candidates(8, [], 10)).toHaveLength(1);
    const [again] = await work.claim(await marked());
    if (!again) throw new Error('it was free');
    await source.query('UPDATE delivery_work SET wakes = wakes + 1');
    await work.retry(source, again, 3_600_000);
    expect(await work.candidates(8, [], 10)).toHaveLength(1);
    const [failed] = await work.claim(await marked());
    expect(failed?.failures).toBe(1);
    if (failed) await work.retry(source, failed, 3_600_000);
    expect(await work.candidates(8, [], 10)).toEqual([]);
  });

  it('are offered a few of each bridge, the longest due first', async () => {
    await waiting('brg-1', 500);
    await waiting('brg-2', 3);
    await waiting('brg-3', 1);
    const all = await work.candidates(8, [], 100);
    const count = (bridge: string): number =>
      all.filter(({ bridge_instance_id }) => bridge_instance_id === bridge).length;
    expect(['brg-1', 'brg-2', 'brg-3'].map(count)).toEqual([8, 3, 1]);
    const others = await work.candidates(8, ['brg-1'], 100);
    expect(others).toHaveLength(4);
    expect(others.every(({ endpoint_url }) => endpoint_url === null)).toBe(true);
  });
});

describe('wakes', () => {
  it('mark subscriptions of tasks that ended, and no others', async () => {
    await subscribed('a');
    await subscribed('b');
    await recorded([
      ['task.run_lease_extended', 'task:task-of-b'],
      ['task.run_completed', 'task:task-of-a'],
      ['task.run_completed', 'task:task-without'],
    ]);
    const wakes = new DeliveryWakes(source);
    await wakes.catchUp();
    expect(await marked()).toEqual(['a']);
    await source.query('DELETE FROM delivery_work');
    await wakes.catchUp();
    expect(await marked()).toEqual([]);
  });

  it('mark new and changed subscriptions, and what waits for a changed bridge', async () => {
    await subscribed('a');
    await recorded([['subscription.created', 'subscription:a']]);
    const wakes = new DeliveryWakes(source);
    await wakes.catchUp();
    const [claimed] = await work.claim(await marked());
    if (!claimed) throw new Error('it was free');
    await work.retry(source, claimed, 3_600_000);
    for (const [type, stream] of [
      ['subscription.updated', 'subscription:a'],
      ['bridge.updated', 'bridge:brg-1'],
    ] as const) {
      await recorded([[type, stream]]);
      await wakes.catchUp();
      const [next] = await work.claim(await marked());
      expect(next?.failures).toBe(0);
      if (next) await work.retry(source, next, 3_600_000);
    }
  });

  it('pass over what nobody waits for, and miss nothing of what comes afterwards', async () => {
    await source.query(
      `INSERT INTO events (position, stream, version, event_id, type, schema_version, visibility, data, data_hash, actor_kind,
         actor_ref, origin_kind, origin_ref, correlation_id, command_id, recorded_at, hash)
       SELECT n, 'task:task-' || n, 1, 'evt-' || n, 'task.run_completed', 1, 'public', '{}', '', 'human', 'a', 'http', 'a', 'r', 'c',
         now(), '' FROM generate_series(1, 20000) n`,
    );
    const wakes = new DeliveryWakes(source);
    expect(await wakes.catchUp()).toBe(0);
    const progress = "SELECT position FROM delivery_progress WHERE name = 'wakes'";
    expect(await source.query(progress)).toEqual([{ position: 20_000 }]);
    await recorded([['task.run_completed', 'task:task-of-a']]);
    expect(await wakes.catchUp()).toBe(0);
    await subscribed('a');
    await recorded([['subscription.created', 'subscription:a']]);
    expect(await wakes.catchUp()).toBeGreaterThan(0);
    expect(await marked()).toEqual(['a']);
  });

  it('are found once by two that look at once', async () => {
    await subscribed('a');
    await recorded([['task.canceled', 'task:task-of-a']]);
    const found = await Promise.all([new DeliveryWakes(source).catchUp(), new DeliveryWakes(source).catchUp()]);
    expect(found.toSorted()).toEqual([0, 1]);
  });

  it('take everything of a deleted task away, under a claim too', async () => {
    await subscribed('a', 'completed', 10, 5);
    await recorded([['task.canceled', 'task:task-of-a']]);
    const wakes = new DeliveryWakes(source);
    await wakes.catchUp();
    const [claimed] = await work.claim(await marked());
    if (!claimed) throw new Error('it was free');
    await source.query("DELETE FROM bridge_subscriptions; DELETE FROM tasks WHERE id = 'task-of-a'");
    await recorded([['task.deleted', 'task:task-of-a']]);
    await wakes.catchUp();
    expect(await work.hold(source, claimed)).toBe(false);
    expect(await source.query('SELECT 1 FROM notification_cursors')).toEqual([]);
  });
});

describe('the sweep', () => {
  it('marks what is behind of ended tasks, and nothing of those that go on', async () => {
    await subscribed('behind');
    await subscribed('in-step', 'completed', 10, 10);
    await subscribed('goes-on', 'in_progress');
    const sweep = new DeliverySweep(source);
    expect(await sweep.run()).toEqual({ findings: 1 });
    expect(await marked()).toEqual(['behind']);
    expect(await sweep.run()).toEqual({ findings: 0 });
  });
});

describe('tidying', () => {
  const delivery = (id: string, status: string, days: number, task: string) =>
    source.query(
      `INSERT INTO deliveries (delivery_id, subscription_id, bridge_instance_id, task_id, sequence, event_type, status, body,
         planned_for, attempts, created_at, updated_at)
       VALUES ($1, 'a', 'brg-1', $4, 1, 'task.canceled', $2, '{}', now(), 0, now() - $3 * interval '1 day', now())`,
      [id, status, days, task],
    );

  it('removes what ended long ago, and what a task left', async () => {
    await subscribed('a');
    await delivery('old', 'delivered', 31, 'task-of-a');
    await delivery('young', 'delivered', 29, 'task-of-a');
    await delivery('waiting', 'failing', 31, 'task-of-a');
    await delivery('left', 'delivered', 0, 'task-gone');
    expect(await new DeliveryTidy(source).run()).toEqual({ findings: 2 });
    const kept = await source.query<{ delivery_id: string }[]>('SELECT delivery_id FROM deliveries ORDER BY 1');
    expect(kept.map(({ delivery_id }) => delivery_id)).toEqual(['waiting', 'young']);
  });
});
