import type { DataSource } from 'typeorm';
import { uncoveredClasses } from '../../../src/scheduler/domain/coverage.js';
import { RunStarvation } from '../../../src/scheduler/views/run-starvation.js';
import { WaitingClasses } from '../../../src/scheduler/views/waiting-classes.js';
import { createDataSource } from '../../../src/platform/postgres/data-source.js';
import type { ClaimClass } from '../../../src/tasks/domain/claimability.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

const RUNS = 20_000;
const BATCH = 10_000;
const LADDER = { tickMs: 0, ageMs: 60_000, eventTurns: 1_000, attentionTurns: 1_000 };

const DEFINITION: ClaimClass = {
  workspace_id: null,
  owner: 'pool:ada',
  agent_name: null,
  allowed_agent_names: [],
  required_capabilities: [],
  preferred_capabilities: [],
};

/** Queued runs of two classes, in all weights and channels of their own, the first half of them for long. */
const QUEUE = `
  WITH n AS (SELECT n, 'run-' || lpad(n::text, 16, '0') AS id, CASE WHEN n % 2 = 0 THEN 'ada' ELSE 'bob' END AS class,
    (ARRAY[10, 20, 30, 40])[1 + n % 4] AS weight, now() - CASE WHEN n < $1 / 2 THEN interval '1 day' ELSE '0' END
    + n * interval '1 millisecond' AS queued_at FROM generate_series(0, $1 - 1) n),
  queued AS (INSERT INTO claim_queue SELECT id, 'task-' || n, class, 'coord-' || id, weight, queued_at FROM n)
  INSERT INTO runs (id, number, task_id, status, attempt, origin_kind, origin_ref, lease_epoch, queued_at)
  SELECT id, n, 'task-' || n, 'queued', 1, 'http', 'test', 0, queued_at FROM n`;

let database: TestDatabase;
let source: DataSource;
/** Statements of the last turn. */
let statements = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await createDataSource(database.url, { poolSize: 1 }).initialize();
  await source.query(QUEUE, [RUNS]);
  for (const name of ['ada', 'bob']) {
    const definition = JSON.stringify({ ...DEFINITION, owner: `pool:${name}` });
    const values = [name, `pool:${name}`, definition];
    await source.query('INSERT INTO claim_classes VALUES ($1, NULL, $2, $3)', values);
  }
}, 60_000);

afterAll(async () => {
  await source.destroy();
  await database.drop();
});

/** The pool, with every statement counted. */
const counting = (): DataSource =>
  new Proxy(source, {
    get(target, name) {
      if (name === 'query') statements += 1;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

async function turn(): Promise<readonly string[]> {
  statements = 0;
  const pool = counting();
  const classes = new WaitingClasses(pool);
  const starvation = new RunStarvation(pool);
  const waiting = await classes.find(LADDER.ageMs);
  const uncovered = uncoveredClasses(waiting, await classes.claimers(waiting));
  expect(await starvation.count(uncovered, LADDER)).toEqual([]);
  await starvation.forgetEnded();
  return uncovered.map((one) => one.class).sort();
}

const counted = () =>
  source.query<{ class: string; runs: number; turns: number }[]>(
    'SELECT class, count(*)::int AS runs, max(wake_count) AS turns FROM run_starvation JOIN claim_queue USING (run_id) ' +
      'GROUP BY class ORDER BY class',
  );

async function session(name: string, channel: string | null): Promise<void> {
  await source.query(
    'INSERT INTO agent_sessions (session_id, agent_name, channel, capabilities, principal_ref, state, ttl_seconds, ' +
      "created_at, updated_at) VALUES ($1, $1, $2, '[]', 'p', 'active', 300, now(), now())",
    [name, channel],
  );
}

it('a turn costs a few statements, however many runs are queued, and counts the oldest of those that have waited', async () => {
  expect(await turn()).toEqual(['ada', 'bob']);
  expect(statements).toBe(4);
  expect(await counted()).toEqual([
    { class: 'ada', runs: BATCH / 2, turns: 1 },
    { class: 'bob', runs: BATCH / 2, turns: 1 },
  ]);
  await source.query("UPDATE claim_queue SET queued_at = queued_at - interval '2 hours'");
  await turn();
  expect(await counted()).toEqual([
    { class: 'ada', runs: BATCH / 2, turns: 2 },
    { class: 'bob', runs: BATCH / 2, turns: 2 },
  ]);
});

it('runs of a class that a session covers cost nothing', async () => {
  await session('ada', null);
  expect(await turn()).toEqual(['bob']);
  expect(statements).toBe(4);
  await session('bob', 'coord-run-0000000000000001');
  expect(await turn()).toEqual(['bob']);
  const [covered] = await source.query<{ wake_count: number }[]>(
    "SELECT wake_count FROM run_starvation WHERE run_id = 'run-0000000000000001'",
  );
  expect(covered?.wake_count).toBe(3);
  expect(await counted()).toMatchObject([
    { class: 'ada', turns: 2 },
    { class: 'bob', turns: 4 },
  ]);
  await session('both', null);
  await source.query("UPDATE agent_sessions SET agent_name = 'bob' WHERE session_id = 'both'");
  expect(await turn()).toEqual([]);
  expect(statements).toBe(3);
});

it('classes and first runs are found by steps through one index', async () => {
  await source.query('ANALYZE');
  const seen = async (text: string) => (await source.query<{ reads: number }[]>(text))[0]?.reads ?? 0;
  const reads =
    "SELECT coalesce(sum(idx_tup_read), 0)::int AS reads FROM pg_stat_user_indexes WHERE relname = 'claim_queue'";
  const scans = "SELECT seq_scan::int AS reads FROM pg_stat_user_tables WHERE relname = 'claim_queue'";
  await source.query('SELECT pg_stat_force_next_flush()');
  const before = [await seen(reads), await seen(scans)];
  await new WaitingClasses(source).find(LADDER.ageMs);
  await source.query('SELECT pg_stat_force_next_flush()');
  const after = [await seen(reads), await seen(scans)];
  expect((after[0] ?? 0) - (before[0] ?? 0)).toBeLessThan(100);
  expect(after[1]).toBe(before[1]);
});
