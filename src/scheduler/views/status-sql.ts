/**
 * The numbers of the scheduler's status (`runs.md` 5.1), each by an index that holds nothing but what it counts: ended
 * runs and tasks cost nothing.
 */
import { PRIORITY_WEIGHTS } from '../../tasks/domain/vocabulary.js';

/** Queued for longer than the age in milliseconds, $1, by the statement's own time. All weights: see the indexes. */
const STARVED =
  `weight = ANY('{${Object.values(PRIORITY_WEIGHTS).join(',')}}'::smallint[]) ` +
  "AND queued_at <= statement_timestamp() - $1 * interval '1 millisecond'";
const ACTIVE = "status IN ('claimed', 'starting', 'running')";

/** Everything that there is. */
const ALL = {
  active_claim_count:
    `(SELECT count(*) FROM runs WHERE ${ACTIVE} AND session_id IS NOT NULL) + ` +
    `(SELECT count(*) FROM runs WHERE ${ACTIVE} AND session_id IS NULL)`,
  queued_run_count: '(SELECT count(*) FROM claim_queue) + (SELECT count(*) FROM held_runs)',
  paused_task_count: '(SELECT count(*) FROM tasks WHERE paused)',
  starved_run_count:
    `(SELECT count(*) FROM claim_queue WHERE ${STARVED}) + ` +
    `(SELECT count(*) FROM held_runs WHERE NOT paused AND ${STARVED})`,
  needs_attention_run_count: "(SELECT count(*) FROM runs WHERE status = 'needs_attention')",
};

/** What belongs to the workspace $2. Few runs are found first, then the task of each; never the other way round. */
const OF_WORKSPACE: typeof ALL = {
  active_claim_count: `${runsOfWorkspace(`${ACTIVE} AND session_id IS NOT NULL`)} + ${runsOfWorkspace(`${ACTIVE} AND session_id IS NULL`)}`,
  queued_run_count: `${claimableOfWorkspace('true')} + (SELECT count(*) FROM held_runs WHERE workspace_id = $2)`,
  paused_task_count: '(SELECT count(*) FROM tasks WHERE paused AND workspace_id = $2)',
  starved_run_count:
    `${claimableOfWorkspace(STARVED)} + ` +
    `(SELECT count(*) FROM held_runs WHERE workspace_id = $2 AND NOT paused AND ${STARVED})`,
  needs_attention_run_count: runsOfWorkspace("status = 'needs_attention'"),
};

function runsOfWorkspace(condition: string): string {
  return (
    `(SELECT count(*) FROM runs r WHERE ${condition} ` +
    'AND (SELECT t.workspace_id FROM tasks t WHERE t.id = r.task_id) = $2)'
  );
}

function claimableOfWorkspace(condition: string): string {
  return (
    '(SELECT coalesce(sum(q.runs), 0) FROM claim_classes c CROSS JOIN LATERAL ' +
    `(SELECT count(*) AS runs FROM claim_queue WHERE class = c.class AND ${condition}) q WHERE c.workspace_id = $2)`
  );
}

/** One statement, and so one snapshot. */
function statement(counts: typeof ALL): string {
  const columns = Object.entries(counts).map(([name, count]) => `(${count})::int AS ${name}`);
  return (
    'SELECT coalesce(s.paused, false) AS paused, s.paused_by, s.paused_at, s.reason AS paused_reason, ' +
    `${columns.join(', ')}, date_trunc('milliseconds', statement_timestamp()) AS as_of ` +
    "FROM (SELECT 1) one LEFT JOIN scheduler s ON s.id = ''"
  );
}

export const STATUS = statement(ALL);
export const STATUS_OF_WORKSPACE = statement(OF_WORKSPACE);
