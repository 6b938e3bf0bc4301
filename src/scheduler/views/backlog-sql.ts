/**
 * The backlog is `claim_queue` and `held_runs` together. Each part is read from its index in the order of claims, no
 * further than the page goes.
 */
import { Conditions } from '../../tasks/views/conditions.js';

export interface BacklogFilter {
  readonly workspaceId?: string;
  readonly includePaused: boolean;
}

export interface BacklogStatement {
  readonly text: string;
  readonly values: unknown[];
}

const COLUMNS = 'run_id, task_id, weight, queued_at';
const ORDER = 'ORDER BY weight DESC, queued_at, run_id';

/** The first `limit` queued runs (`runs.md` 5.5). */
export function backlogPage(filter: BacklogFilter, limit: number): BacklogStatement {
  const into = new Conditions();
  const first = `${ORDER} LIMIT ${into.value(limit)}`;
  const workspace = workspaceOf(filter, into);
  const held = heldParts(filter, workspace).map(
    (where) => `(SELECT ${COLUMNS} FROM held_runs WHERE ${where} ${first})`,
  );
  const parts = [claimable(workspace, first), ...held].join(' UNION ALL ');
  return { text: `SELECT run_id, task_id FROM (${parts}) queued ${first}`, values: into.values };
}

/** How many there are in all. */
export function backlogTotal(filter: BacklogFilter): BacklogStatement {
  const into = new Conditions();
  const workspace = workspaceOf(filter, into);
  const held = heldParts(filter, workspace).map((where) => `(SELECT count(*) FROM held_runs WHERE ${where})`);
  const claimableCount =
    workspace === undefined
      ? '(SELECT count(*) FROM claim_queue)'
      : '(SELECT coalesce(sum(q.runs), 0) FROM claim_classes c CROSS JOIN LATERAL ' +
        `(SELECT count(*) AS runs FROM claim_queue WHERE class = c.class) q WHERE c.workspace_id = ${workspace})`;
  return { text: `SELECT (${[claimableCount, ...held].join(' + ')})::int AS total`, values: into.values };
}

function workspaceOf({ workspaceId }: BacklogFilter, into: Conditions): string | undefined {
  return workspaceId === undefined ? undefined : into.value(workspaceId);
}

/** A workspace's runs stand in its classes, each in order. */
function claimable(workspace: string | undefined, first: string): string {
  if (workspace === undefined) return `(SELECT ${COLUMNS} FROM claim_queue ${first})`;
  return (
    '(SELECT q.* FROM claim_classes c CROSS JOIN LATERAL ' +
    `(SELECT ${COLUMNS} FROM claim_queue WHERE class = c.class ${first}) q ` +
    `WHERE c.workspace_id = ${workspace})`
  );
}

/** Paused and other held runs stand apart in the index. */
function heldParts({ includePaused }: BacklogFilter, workspace: string | undefined): string[] {
  const within = workspace === undefined ? '' : `workspace_id = ${workspace} AND `;
  return includePaused ? [`${within}NOT paused`, `${within}paused`] : [`${within}NOT paused`];
}
