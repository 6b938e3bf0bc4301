import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What lists filter, search and order by, beside the activity that moves; and the grams of titles (decision 0006). */
export class TaskListing1700000000004 implements MigrationInterface {
  readonly name = 'TaskListing1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of COLUMNS) await runner.query(statement);
    await fillListing(runner);
    for (const statement of INDEXES) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

const COLUMNS = [
  `ALTER TABLE task_activity
    ADD COLUMN updated_at timestamptz(3),
    ADD COLUMN created_at timestamptz(3),
    ADD COLUMN workspace text,
    ADD COLUMN facet smallint,
    ADD COLUMN owner_ref text,
    ADD COLUMN network_channel text,
    ADD COLUMN text text`,
  `CREATE TABLE task_search (
    task_id text PRIMARY KEY,
    text text NOT NULL,
    grams tsvector NOT NULL
  )`,
];

/**
 * The order of the list ends every index of `task_activity`, after what must be equal. The first one carries all that a
 * search looks at, which reads it from the newest task on; the others begin with a facet, for which see task-facet.ts.
 * A small pending list keeps both short: what a search has to read of it, and the time in which it is worked off.
 */
const INDEXES = [
  `ALTER TABLE task_activity
    ALTER COLUMN updated_at SET NOT NULL,
    ALTER COLUMN created_at SET NOT NULL,
    ALTER COLUMN workspace SET NOT NULL,
    ALTER COLUMN facet SET NOT NULL`,
  'ALTER TABLE task_activity SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05)',
  'DROP INDEX task_activity_newest',
  `CREATE INDEX task_activity_newest ON task_activity (last_activity_at, updated_at, created_at, task_id)
    INCLUDE (workspace, facet, text)`,
  `CREATE INDEX task_activity_facet ON task_activity (facet, last_activity_at, updated_at, created_at, task_id)`,
  `CREATE INDEX task_activity_workspace ON task_activity
    (workspace, facet, last_activity_at, updated_at, created_at, task_id)`,
  `CREATE INDEX task_activity_owner ON task_activity
    (owner_ref, facet, last_activity_at, updated_at, created_at, task_id) INCLUDE (workspace) WHERE owner_ref IS NOT NULL`,
  `CREATE INDEX task_activity_channel ON task_activity
    (network_channel, facet, last_activity_at, updated_at, created_at, task_id) INCLUDE (workspace)
    WHERE network_channel IS NOT NULL`,
  'CREATE INDEX task_search_grams ON task_search USING gin (grams) WITH (gin_pending_list_limit = 256)',
];

const FILL_ACTIVITY = `
  UPDATE task_activity a SET
    updated_at = t.updated_at,
    created_at = t.created_at,
    workspace = coalesce(t.workspace_id, ''),
    owner_ref = t.owner_ref,
    network_channel = t.network_channel,
    facet =
      (array_position(ARRAY['draft', 'pending', 'blocked', 'ready', 'in_progress', 'completed', 'failed', 'canceled'],
        t.status) - 1) * 1000
      + (array_position(ARRAY['low', 'medium', 'high', 'urgent'], t.priority) - 1) * 100
      + (array_position(ARRAY['not_required', 'pending', 'approved', 'rejected'], t.approval_state) - 1) * 10
      + coalesce(array_position(
        ARRAY['human', 'agent_session', 'automation', 'extension', 'network_peer', 'pool'], t.owner_kind), 0)
  FROM tasks t WHERE t.id = a.task_id`;

const PAGE = 2_000;
const NEXT_TASKS = `SELECT id, title, identifier, workspace_id, owner_ref, network_channel FROM tasks
  WHERE id > $1 ORDER BY id LIMIT ${PAGE}`;
const FILL_TEXT = `UPDATE task_activity a SET text = r.text
  FROM json_to_recordset($1) r(task_id text, text text) WHERE a.task_id = r.task_id`;
const FILL_SEARCH = `INSERT INTO task_search (task_id, text, grams)
  SELECT task_id, text, grams FROM json_populate_recordset(NULL::task_search, $1)`;

interface Titled {
  readonly id: string;
  readonly title: string;
  readonly identifier: string | null;
  readonly workspace_id: string | null;
  readonly owner_ref: string | null;
  readonly network_channel: string | null;
}

/** Works out the new columns and the search table for the tasks that are there, as the service does for new ones. */
export async function fillListing(runner: Pick<QueryRunner, 'query'>): Promise<void> {
  await runner.query(FILL_ACTIVITY);
  for (let after = ''; ;) {
    const tasks = (await runner.query(NEXT_TASKS, [after])) as Titled[];
    const last = tasks.at(-1);
    if (!last) return;
    after = last.id;
    const rows = tasks.map(searchRow);
    const indexed = rows.map(({ task_id, text }) => ({ task_id, text: Buffer.byteLength(text) <= 1_000 ? text : '' }));
    await runner.query(FILL_TEXT, [JSON.stringify(indexed)]);
    await runner.query(FILL_SEARCH, [JSON.stringify(rows)]);
  }
}

interface Searched {
  readonly task_id: string;
  readonly text: string;
  readonly grams: string;
}

/** Folded title and identifier, every four characters in a row of them, filled up at the end, and where they belong. */
function searchRow({ id, title, identifier, workspace_id, owner_ref, network_channel }: Titled): Searched {
  const text = [title, ...(identifier === null ? [] : [identifier])].map(folded).join('\u0001');
  const characters = [...text, ...'\u0001\u0001\u0001'];
  const grams = new Set([`\u0002${workspace_id ?? ''}`]);
  if (owner_ref !== null) grams.add(`\u0003${owner_ref}`);
  if (network_channel !== null) grams.add(`\u0004${network_channel}`);
  for (let at = 0; at + 4 <= characters.length; at++) grams.add(characters.slice(at, at + 4).join(''));
  const quoted = [...grams].map((gram) => `'${gram.replace(/['\\]/g, '$&$&')}'`);
  return { task_id: id, text, grams: quoted.join(' ') };
}

function folded(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}
