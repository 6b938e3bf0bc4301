/** A page of the stream of all tasks costs the same wherever it lies and whatever it is narrowed to. */
import type { DataSource } from 'typeorm';
import { EVENTS_OF_WINDOW } from '../../../src/history/views/service-replay.js';
import { createDataSource } from '../../../src/platform/postgres/data-source.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { range } from '../../support/ledger.js';
import { flat, type PlanNode } from '../../support/query-plan.js';
import { insertTasks, listedTask } from '../../tasks/support/listed-tasks.js';

const EVENTS = 100_000;
const TASKS = 20_000;
const WINDOW = 5_000;

const FILL = `
  INSERT INTO events
    SELECT n, 'task:task-' || n % ${TASKS}, n / ${TASKS} + 1, 'evt-' || n,
      CASE WHEN n % 1000 = 0 THEN 'task.paused' ELSE 'task.updated' END, 1,
      CASE WHEN n % 10 = 0 THEN 'internal' ELSE 'public' END, '{}', '',
      CASE WHEN n % 500 = 0 THEN 'agent_session' ELSE 'human' END, 'ref-' || n % 100, 'http', 'test', 'req', NULL, 'cmd',
      now(), ''
    FROM generate_series(1, ${EVENTS}) n`;

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await createDataSource(database.url, { poolSize: 1 }).initialize();
  await source.query(FILL);
  await insertTasks(
    source,
    range(TASKS).map((n) => listedTask(`task-${n}`, { workspace_id: n % 100 === 0 ? 'ws-rare' : 'ws-large' })),
  );
}, 120_000);
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

type Filters = readonly [types: string[] | null, kind: string | null, ref: string | null, workspace: string | null];

const NARROWED: readonly (readonly [string, Filters])[] = [
  ['nothing', [null, null, null, null]],
  ['a type', [['task.paused'], null, null, null]],
  ['types that nothing is of', [['task.rejected', 'task.approved'], null, null, null]],
  ['a kind of actor', [null, 'agent_session', null, null]],
  ['an actor', [null, 'human', 'ref-7', null]],
  ['a small workspace', [null, null, null, 'ws-rare']],
  ['a large workspace', [null, null, null, 'ws-large']],
  ['a workspace that holds nothing', [null, null, null, 'ws-none']],
  ['all of them', [['task.paused'], 'human', null, 'ws-rare']],
];

async function plan(from: number, filters: Filters): Promise<PlanNode[]> {
  const explain = `EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, FORMAT JSON) ${EVENTS_OF_WINDOW}`;
  const values = [from, from + WINDOW, ...filters, 100];
  const [row] = await source.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(explain, values);
  return row ? flat(row['QUERY PLAN'][0].Plan) : [];
}

describe.each(['before', 'after'])('a window, %s the tables are analysed', (when) => {
  beforeAll(async () => {
    if (when === 'after') await source.query('ANALYZE events, tasks');
  });

  it.each(NARROWED)('narrowed to %s is read by position, its tasks by key', async (_what, filters) => {
    for (const from of [0, EVENTS / 2, EVENTS - WINDOW]) {
      const nodes = await plan(from, filters);
      const scans = nodes.filter((node) => node['Node Type'].endsWith('Scan'));
      for (const scan of scans) {
        // A bitmap's rows are those of the index scan below it.
        if (scan['Node Type'] !== 'Bitmap Heap Scan')
          expect(['events_pkey', 'tasks_pkey']).toContain(scan['Index Name']);
        const rows = scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0);
        expect(rows * scan['Actual Loops']).toBeLessThanOrEqual(WINDOW);
      }
      expect(scans.filter((scan) => scan['Index Name'] === 'events_pkey')).toHaveLength(1);
    }
  });
});
