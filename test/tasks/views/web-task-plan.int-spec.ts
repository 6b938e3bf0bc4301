/** A page of web tasks costs what it shows, wherever it lies and however many there are. */
import type { DataSource } from 'typeorm';
import { readSnapshot } from '../../../src/ledger/log/read-snapshot.js';
import { createDataSource } from '../../../src/platform/postgres/data-source.js';
import { BY_INDEX } from '../../../src/tasks/views/list-tasks.js';
import { webTaskPage, type WebTaskRange } from '../../../src/tasks/views/web-task-reader.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { flat, type PlanNode } from '../../support/query-plan.js';

const TASKS = 20_000;

const FILL = `
  INSERT INTO web_tasks
    SELECT 'task-' || n, CASE WHEN n % 1000 = 0 THEN 'ws-rare' WHEN n % 3 > 0 THEN 'ws-large' END,
      CASE WHEN n % 7 > 0 THEN 'ann' ELSE 'ben' END, '2026-05-05T10:30:00Z'::timestamptz + n / 2 * interval '1 second',
      'https://example.com/', true, '[]'
    FROM generate_series(1, ${TASKS}) n`;

const LIMIT = 50;
const MIDDLE = { after: ['2026-05-05T12:30:00.000Z', 'task-5'] } as const;

const RANGES: readonly (readonly [string, WebTaskRange])[] = (
  [{ workspace_id: 'ws-large' }, { workspace_id: 'ws-rare' }, { workspace_id: 'none' }, { created_by: 'ann' }] as const
).flatMap((owner) => [
  [`the newest of ${JSON.stringify(owner)}`, { owner, limit: LIMIT }] as const,
  [`older ones of ${JSON.stringify(owner)}`, { owner, limit: LIMIT, ...MIDDLE }] as const,
]);

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await createDataSource(database.url, { poolSize: 1 }).initialize();
  await source.query(FILL);
}, 120_000);

afterAll(async () => {
  await source.destroy();
  await database.drop();
});

async function planOf(range: WebTaskRange): Promise<PlanNode[]> {
  const { text, values } = webTaskPage(range);
  const explain = `EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, FORMAT JSON) ${text}`;
  type Plans = readonly { readonly 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }[];
  const [row] = await readSnapshot(source, (snapshot) => snapshot.query<Plans>(explain, values), BY_INDEX);
  return row ? flat(row['QUERY PLAN'][0].Plan) : [];
}

describe.each(['before', 'after'])('%s the table is analysed', (when) => {
  beforeAll(async () => {
    if (when === 'after') await source.query('ANALYZE web_tasks');
  });

  it.each(RANGES)('%s are read from their index, in its order', async (_, range) => {
    const nodes = await planOf(range);
    const scans = nodes.filter((node) => node['Node Type'].includes('Scan'));
    expect(scans).toMatchObject([
      { 'Index Name': 'workspace_id' in range.owner ? 'web_tasks_workspace' : 'web_tasks_creator' },
    ]);
    expect(scans[0]?.['Actual Rows']).toBeLessThanOrEqual(LIMIT);
    expect(scans[0]?.['Rows Removed by Filter'] ?? 0).toBe(0);
    expect(nodes.map((node) => node['Node Type'])).not.toContain('Sort');
  });
});

it('pages through all, each once', async () => {
  const owner = { created_by: 'ben' };
  const seen: string[] = [];
  let after: WebTaskRange['after'];
  do {
    const { text, values } = webTaskPage({ owner, limit: 1_000, ...(after ? { after } : {}) });
    const ids = (await source.query<{ task_id: string }[]>(text, values)).map((row) => row.task_id);
    seen.push(...ids);
    const last = ids.length === 1_000 ? ids.at(-1) : undefined;
    const time = `SELECT created_at FROM web_tasks WHERE task_id = $1`;
    after =
      last === undefined
        ? undefined
        : [(await source.query<{ created_at: string }[]>(time, [last]))[0]?.created_at ?? '', last];
  } while (after);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength(Math.floor(TASKS / 7));
});
