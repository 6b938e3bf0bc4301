import { LaneConnection } from '../../../src/ledger/lane/connection.js';
import type { LaneQuery } from '../../../src/ledger/lane/lookup.js';
import { readWindows } from '../../../src/runs/lookups/claim-queue/claim-queue-sql.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

/** Three classes, one of them large, and few channels: enough that a plan which sorts a class would look cheap. */
const FILL = `
  INSERT INTO claim_queue (run_id, task_id, class, channel, weight, queued_at)
  SELECT 'run-' || md5(n::text), 'task-' || md5(n::text), CASE WHEN n % 10 < 8 THEN 'large' WHEN n % 10 = 8 THEN 'b' ELSE 'c' END,
    CASE WHEN n % 2 = 0 THEN 'busy' WHEN n % 3 = 0 THEN 'coord-' || n END, 10 * (1 + n % 4),
    now() - random() * interval '1 day'
  FROM generate_series(1, 200000) n`;
const LIMIT = 256;

let database: TestDatabase;
let connection: LaneConnection;

beforeAll(async () => {
  database = await createTestDatabase();
  connection = new LaneConnection({ url: database.url, statementTimeoutMs: 60_000 });
  await connection.open();
  await connection.query(FILL, []);
  await connection.query('ANALYZE claim_queue', []);
}, 120_000);

afterAll(async () => {
  await connection.abandon();
  await database.drop();
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly Plan[];
}

function nodes(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodes)];
}

async function planOf(channel: string | null): Promise<Plan[]> {
  const plans: Plan[] = [];
  const query: LaneQuery = async <Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> => {
    const explain = `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`;
    const [row] = await connection.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(explain, values);
    if (row) plans.push(...nodes(row['QUERY PLAN'][0].Plan));
    return [];
  };
  const wanted = ['large', 'b', 'c', 'none'].map((classKey) => ({ key: classKey, classKey, channel }));
  await readWindows(query, wanted, LIMIT);
  return plans;
}

it.each([
  ['a class', null, 'claim_queue_order'],
  ['a class and a channel', 'busy', 'claim_queue_channel'],
] as const)('the head of %s is the first rows of an index, however long the queue', async (_what, channel, index) => {
  const plan = await planOf(channel);
  const types = plan.map((node) => node['Node Type']);
  expect(types.filter((type) => type.includes('Sort') || type.includes('Bitmap') || type === 'Seq Scan')).toEqual([]);
  const scan = plan.find((node) => node['Index Name'] === index);
  expect((scan?.['Actual Rows'] ?? Infinity) * (scan?.['Actual Loops'] ?? 1)).toBeLessThanOrEqual(4 * LIMIT);
});
