/**
 * Fills the tables that a list reads by SQL: skewed as real ledgers are, and worse. Half a year of activity; the oldest
 * 30 % are completed and a list that looks for them from the newest on has a long way; so with a tenant, an owner, a
 * channel, a priority, a kind of owner and a word that only old tasks have, and with drafts that only new tasks are.
 */
import pg from 'pg';
import { fillListing } from '../../dist/migrations/0004-task-listing.js';
import { SearchPlaces1700000000010 } from '../../dist/migrations/0010-search-places.js';
import { titleWords } from './words.mjs';

/** `u` is a task's place in the order of activity, 0 the newest and 1 the oldest; `r1`..`r6` are chance. */
const PLACES = `
  CREATE TEMP TABLE place AS
  SELECT n, n::float8 / $1 AS u, random() r1, random() r2, random() r3, random() r4, random() r5, random() r6
  FROM generate_series(1, $1::int) n`;

const TASKS = `
  INSERT INTO tasks (id, uuid, number, identifier, scope, workspace_id, parent_task_id, network_channel, title, priority,
    max_attempts, auto_enqueue_on_ready, status, approval_policy, approval_state, owner_kind, owner_ref, paused,
    created_by_kind, created_by_ref, origin_kind, origin_ref, created_at, updated_at, closed_at, child_count,
    dependency_count)
  SELECT 'task-' || substr(md5(n::text), 1, 16), gen_random_uuid(), n,
    CASE WHEN r1 < 0.6 THEN 'OPS-' || n END,
    CASE WHEN workspace IS NULL THEN 'global' ELSE 'workspace' END, workspace, NULL,
    CASE WHEN u > 0.9 AND r5 < 0.1 THEN 'quiet' WHEN r5 < 0.2 THEN 'channel-' || floor(100 * r6 * r6) END,
    title, CASE WHEN u > 0.6 AND r3 < 0.1 THEN 'urgent' WHEN r3 < 0.3 THEN 'low' WHEN r3 < 0.8 THEN 'medium' ELSE 'high' END,
    3, false, status,
    CASE WHEN approval = 'not_required' THEN 'none' ELSE 'manual' END, approval,
    CASE WHEN owner IS NULL THEN NULL WHEN owner = 'idle' THEN 'extension' WHEN owner = 'builders' THEN 'pool'
      ELSE (ARRAY['human', 'agent_session', 'automation', 'network_peer'])[1 + n % 4] END,
    owner, false, 'human', 'local-user', 'http', 'bench',
    at - interval '2 days' * r6, at - interval '1 day' * r6 * r1, CASE WHEN status IN ('completed', 'failed', 'canceled') THEN at END,
    0, 0
  FROM (
    SELECT *,
      date_trunc('second', now()) - interval '180 days' * CASE WHEN r6 < 0.1 THEN floor(u * 3000) / 3000 ELSE u END AS at,
      CASE WHEN u > 0.9 AND r2 < 0.5 THEN $1::text[] WHEN r2 < 0.4 THEN $2::text[] WHEN r2 < 0.5 THEN '{}'
        ELSE $3::text[] END AS homes,
      CASE WHEN u < 0.03 THEN 'draft' WHEN u > 0.7 THEN 'completed'
        ELSE (ARRAY['ready', 'ready', 'blocked', 'in_progress', 'failed', 'canceled', 'draft'])[1 + floor(7 * r4)::int] END AS status,
      CASE WHEN u > 0.8 AND r1 < 0.02 THEN 'rejected' WHEN r1 < 0.03 THEN 'pending' WHEN r1 < 0.1 THEN 'approved'
        ELSE 'not_required' END AS approval,
      CASE WHEN u > 0.85 AND r4 < 0.15 THEN 'idle' WHEN r4 < 0.05 THEN 'builders'
        WHEN r4 < 0.35 THEN 'owner-' || floor(2000 * r5 * r5) END AS owner,
      word[1 + floor(840 * r1 * r1)::int] || ' ' || word[1 + floor(840 * r2 * r2)::int] || ' ' ||
      word[1 + floor(840 * r3 * r3)::int] || ' ' || word[1 + floor(840 * r4 * r4)::int] || ' ' ||
      word[1 + floor(840 * r5 * r5)::int] || ' ' || word[1 + floor(840 * r6 * r6)::int] ||
      CASE WHEN u > 0.9 THEN ' legacy' ELSE '' END || CASE WHEN n % 33333 = 0 THEN ' Kumquat' ELSE '' END ||
      CASE WHEN n % 100 = 7 THEN ' weekly' WHEN n % 333 = 9 THEN ' hourly' ELSE '' END AS title
    FROM place, (SELECT $4::text[] AS word OFFSET 0) w
  ) p, LATERAL (SELECT homes[1 + floor(r3 * r3 * cardinality(homes))::int] AS workspace) h`;

const FAMILIES = `
  UPDATE tasks c SET parent_task_id = p.id FROM tasks p WHERE c.number % 1000 BETWEEN 1 AND 40 AND p.number = c.number / 1000 * 1000`;
const ACTIVITY = `
  INSERT INTO task_activity (task_id, latest_event_seq, last_activity_at, updated_at, created_at, workspace, facet)
  SELECT id, number, greatest(updated_at, coalesce(closed_at, updated_at)), updated_at, created_at, '', 0 FROM tasks`;
const RUNS = `
  INSERT INTO runs (id, number, task_id, status, attempt, origin_kind, origin_ref, lease_epoch, queued_at, network_channel)
  SELECT 'run-' || substr(md5(number::text), 1, 16), number, id,
    CASE status WHEN 'in_progress' THEN 'running' WHEN 'ready' THEN 'queued' ELSE 'completed' END, 1, 'http', 'bench', 1,
    updated_at, network_channel
  FROM tasks WHERE status IN ('in_progress', 'ready', 'completed')`;
const EDGES = `
  INSERT INTO task_dependencies (task_id, depends_on_task_id, created_at)
  SELECT t.id, o.id, t.created_at FROM tasks t JOIN tasks o ON o.number = t.number - 1 WHERE t.status = 'blocked' AND t.number % 3 = 0`;
const COUNTS = `
  UPDATE tasks t SET dependency_count = 1 FROM task_dependencies d WHERE d.task_id = t.id`;

/** @param workspaces ids: the first gets 40 % of the tasks, the last only old ones, the others most of the rest. */
export async function fillTasks(url, { tasks, workspaces, log }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const step = async (name, text, values) => {
    const begun = performance.now();
    await (typeof text === 'string' ? client.query(text, values) : text());
    log(`${name}: ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  };
  try {
    await client.query("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'; SELECT setseed(0.42)");
    const indexes = await takeIndexes(client);
    await step('places', PLACES, [tasks]);
    const homes = [[workspaces.at(-1)], [workspaces[0]], workspaces.slice(1, -1)];
    await step('tasks', TASKS, [...homes, titleWords()]);
    await client.query('CREATE INDEX bench_number ON tasks (number); ANALYZE tasks');
    await step('families', FAMILIES);
    await step('activity', ACTIVITY);
    await step('runs', RUNS);
    await step('edges', EDGES);
    await step('edge counts', COUNTS);
    const runner = { query: async (text, values) => (await client.query(text, values)).rows };
    await step('listing', () => fillListing(runner));
    await step('places among the grams', () => new SearchPlaces1700000000010().up(runner));
    for (const definition of indexes) await step(definition.split(' ON ')[0], definition);
    await client.query('DROP INDEX bench_number');
    await step('vacuum', () => vacuum(client));
  } finally {
    await client.end();
  }
}

async function vacuum(client) {
  for (const table of ['tasks', 'task_activity', 'task_search', 'runs', 'task_dependencies']) {
    await client.query(`VACUUM ANALYZE ${table}`);
  }
  await client.query('CHECKPOINT');
}

/** Indexes are made faster afterwards. */
async function takeIndexes(client) {
  const { rows } = await client.query(
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('tasks', 'task_activity', 'task_search') AND indexdef NOT LIKE '%UNIQUE%'",
  );
  for (const { indexname } of rows) await client.query(`DROP INDEX ${indexname}`);
  return rows.map(({ indexdef }) => indexdef);
}
