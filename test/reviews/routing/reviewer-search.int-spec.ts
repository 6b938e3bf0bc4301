/** Who there is to review: read page by page, along an index that has nobody of another workspace and nobody who left. */
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/platform/postgres/data-source.js';
import { type ReviewerQuestion, ReviewerSearch } from '../../../src/reviews/views/reviewer-search.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { flat, type PlanNode } from '../../support/query-plan.js';

/** Of these every second one is in workspace `ws-big`, the others have stopped. */
const MANY = 4_200;

const session = (more: Readonly<Record<string, string>>): string => {
  const columns = {
    ...{ agent_name: "'ada'", workspace_id: "'ws-small'", capabilities: "'[]'", principal_ref: "'me'" },
    ...{ state: "'active'", ttl_seconds: '60', created_at: 'now()', updated_at: 'now()' },
    ...more,
  };
  return `INSERT INTO agent_sessions (${Object.keys(columns).join(', ')}) SELECT ${Object.values(columns).join(', ')}`;
};
const SMALL = [
  session({ session_id: "'s-1'" }),
  session({ session_id: "'s-2'", channel: "'reviews'", capabilities: `'["sql"]'` }),
  session({ session_id: "'s-elsewhere'", workspace_id: "'ws-other'" }),
  session({ session_id: "'s-nowhere'", workspace_id: 'NULL' }),
  session({ session_id: "'s-stopped'", state: "'stopped'" }),
  session({ session_id: "'s-system'", system: 'true' }),
  session({ session_id: "'s-reviewing'" }),
  session({ session_id: "'s-reviewed'" }),
];
const REVIEWS =
  'INSERT INTO task_reviews (review_id, task_id, run_id, policy, review_round, attempt, status, reviewer_session_id, ' +
  "requested_at, updated_at) VALUES ('r-1', 't', 'run-1', 'always', 1, 1, 'in_review', 's-reviewing', now(), now()), " +
  "('r-2', 't', 'run-2', 'always', 1, 1, 'recorded', 's-reviewed', now(), now())";
const BIG =
  session({
    ...{ session_id: "'big-' || lpad(n::text, 5, '0')", workspace_id: "'ws-big'" },
    ...{ agent_name: `CASE WHEN n = ${MANY} THEN 'eve' ELSE 'bob' END` },
    state: "CASE WHEN n % 2 = 0 THEN 'active' ELSE 'stopped' END",
  }) + ` FROM generate_series(1, ${MANY}) n`;

let database: TestDatabase;
let source: DataSource;
let search: ReviewerSearch;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await createDataSource(database.url, { poolSize: 1 }).initialize();
  for (const statement of [...SMALL, REVIEWS, BIG]) await source.query(statement);
  search = new ReviewerSearch(source);
}, 120_000);

afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const question = (workspace_id: string | null, more: Partial<ReviewerQuestion> = {}): ReviewerQuestion => ({
  workspace_id,
  selectors: {},
  excluded_session_ids: [],
  excluded_agent_names: [],
  ...more,
});

async function found(asked: ReviewerQuestion): Promise<readonly string[]> {
  return (await search.find(asked)).candidates.map(({ session_id }) => session_id);
}

it('finds active sessions of the workspace that have no review, and none of the service itself', async () => {
  const { candidates, more, examined } = await search.find(question('ws-small'));
  expect({ more, examined }).toEqual({ more: false, examined: 3 });
  expect(candidates).toEqual([
    { session_id: 's-1', agent_name: 'ada', channel: null, capabilities: [] },
    { session_id: 's-2', agent_name: 'ada', channel: 'reviews', capabilities: ['sql'] },
    { session_id: 's-reviewed', agent_name: 'ada', channel: null, capabilities: [] },
  ]);
});

it('finds for a global task who belongs to no workspace', async () => {
  expect(await found(question(null))).toEqual(['s-nowhere']);
});

it('finds nobody in a workspace without sessions', async () => {
  expect(await search.find(question('ws-none'))).toEqual({ candidates: [], more: false, examined: 0 });
});

it('follows the selectors', async () => {
  expect(await found(question('ws-small', { selectors: { required_capabilities: ['sql'] } }))).toEqual(['s-2']);
  expect(await found(question('ws-small', { selectors: { preferred_channel_ids: ['reviews'] } }))).toEqual([
    's-2',
    's-1',
    's-reviewed',
  ]);
  expect(await found(question('ws-small', { excluded_agent_names: ['ada'] }))).toEqual([]);
});

it('finds the best on the last of several pages, and says that there are more than it names', async () => {
  const preferred = await search.find(question('ws-big', { selectors: { preferred_agent_names: ['eve'] } }));
  expect(preferred).toMatchObject({ more: true, examined: MANY / 2 });
  const names = preferred.candidates.map(({ session_id }) => session_id);
  expect([names.length, names[0], names[1]]).toEqual([16, `big-0${MANY}`, 'big-00002']);
  expect(await found(question('ws-big', { selectors: { agent_name: 'eve' } }))).toEqual([`big-0${MANY}`]);
});

it.each(['without statistics', 'with statistics'])('reads nobody of elsewhere, %s', async (statistics) => {
  if (statistics === 'with statistics') await source.query('VACUUM ANALYZE');
  const scans: PlanNode[] = [];
  const query = async (text: string, values: unknown[]): Promise<unknown> => {
    const explain = `EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, FORMAT JSON) ${text}`;
    const [row] = await source.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(explain, values);
    const nodes = row ? flat(row['QUERY PLAN'][0].Plan) : [];
    scans.push(...nodes.filter((node) => node['Relation Name'] === 'agent_sessions'));
    return source.query(text, values);
  };
  await new ReviewerSearch({ query } as DataSource).find(question('ws-small'));
  expect(scans).toHaveLength(1);
  for (const scan of scans) {
    expect(scan['Node Type']).not.toBe('Seq Scan');
    expect(scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0)).toBeLessThanOrEqual(4);
  }
});
