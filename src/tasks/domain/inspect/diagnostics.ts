import type { JsonObject } from '../../../ledger/event.js';
import type { DiagnosticDraft } from '../../../ledger/rejection.js';
import { isTerminal } from '../run-status.js';
import { wholeSecondsSince } from './ages.js';
import type { InspectedRun } from './inspected-run.js';
import type { InspectedSession, Inspection } from './inspection.js';

/** Seconds without a sign of life after which a claimed run is stuck: twice 60 s. */
const STUCK_SECONDS = 120;
/** Seconds in the queue from which a run that nobody could take is stranded. */
const STRANDED_SECONDS = 300;
/** Where all of them are explained (`http.md` 6.2). */
const DOCUMENTATION = '/runtime/core/autonomy/task-runs-and-leases#task-inspect-diagnostics';

export type DiagnosticCode =
  'task_run_stuck' | 'task_run_stale_lease' | 'task_run_orphan' | 'task_run_crashed' | 'task_run_stranded';

/** An inspection of a task that has a run to look at. */
type RunInspection = Inspection & { readonly run: InspectedRun };

interface DiagnosticRule {
  readonly code: DiagnosticCode;
  readonly severity: 'warn' | 'error';
  readonly title: string;
  readonly applies: (inspection: RunInspection) => boolean;
  readonly message: (inspection: RunInspection) => string;
  /** The call that helps. */
  readonly remedy: (run: InspectedRun) => string;
  /** What is evident beside what always is. */
  readonly evidence: (inspection: RunInspection) => JsonObject;
}

/** The table of `views.md` 8.3, in its order, with the titles of `http.md` 6.2; several may apply. */
const RULES: readonly DiagnosticRule[] = [
  {
    code: 'task_run_stuck',
    severity: 'warn',
    title: 'Task run heartbeat is stale',
    applies: ({ run }) => run.status === 'claimed' && (run.heartbeat_age_seconds ?? 0) > STUCK_SECONDS,
    message: ({ run }) =>
      `the run is claimed and has given no sign of life for ${run.heartbeat_age_seconds ?? 0} seconds`,
    remedy: release('stuck'),
    evidence: ({ run }) => ({
      heartbeat_age_seconds: run.heartbeat_age_seconds,
      threshold_seconds: STUCK_SECONDS,
    }),
  },
  {
    code: 'task_run_stale_lease',
    severity: 'error',
    title: 'Task run lease is stale',
    applies: ({ run, as_of }) => run.status === 'claimed' && run.lease_until !== undefined && run.lease_until < as_of,
    message: ({ run }) => `the run is claimed, and its lease ended at ${run.lease_until ?? ''}`,
    remedy: release('stale lease'),
    evidence: () => ({}),
  },
  {
    code: 'task_run_orphan',
    severity: 'error',
    title: 'Task run is bound to a terminal session',
    applies: ({ run, session }) =>
      !isTerminal(run.status) &&
      run.claim_token_hash_truncated !== undefined &&
      session !== undefined &&
      isOver(session),
    message: ({ run, session }) => `the run is ${run.status}, and the session that has it is ${session?.state ?? ''}`,
    remedy: release('orphaned'),
    evidence: ({ session }) => ({
      session_id: session?.session_id,
      session_state: session?.state,
      session_failure: session?.failure_kind ?? session?.stop_reason,
    }),
  },
  {
    code: 'task_run_crashed',
    severity: 'error',
    title: 'Task run failed without a queued retry',
    applies: ({ run, recent_runs }) =>
      run.status === 'failed' &&
      !recent_runs.some((other) => other.attempt > run.attempt && other.status !== 'canceled'),
    message: () => 'the run failed, and no other has taken its place',
    remedy: (run) => `POST /api/tasks/${run.task_id}/runs`,
    evidence: ({ run }) => ({ last_error_summary: run.last_error_summary, failure_kind: run.failure_kind }),
  },
  {
    code: 'task_run_stranded',
    severity: 'warn',
    title: 'Queued task run has no eligible session',
    applies: ({ run, as_of, scheduler_paused, eligible_sessions }) =>
      run.status === 'queued' &&
      !scheduler_paused &&
      eligible_sessions === 0 &&
      wholeSecondsSince(run.queued_at, as_of) >= STRANDED_SECONDS,
    message: ({ run, as_of }) =>
      `the run has been queued for ${wholeSecondsSince(run.queued_at, as_of)} seconds, and no session could take it`,
    remedy: () => 'POST /api/agent/tasks/claim-next',
    evidence: ({ run, as_of, scheduler_paused, eligible_sessions }) => ({
      queued_age_seconds: wholeSecondsSince(run.queued_at, as_of),
      threshold_seconds: STRANDED_SECONDS,
      eligible_session_count: eligible_sessions,
      scheduler_paused,
    }),
  },
];

/** What is wrong with the run that is looked at; nothing where there is none. */
export function inspectionDiagnostics(inspection: Inspection): (DiagnosticDraft & { readonly code: DiagnosticCode })[] {
  const { run } = inspection;
  if (!run) return [];
  const about = { ...inspection, run };
  return RULES.filter((rule) => rule.applies(about)).map((rule) => ({
    id: `task.inspect.${rule.code}.${run.run_id}`,
    code: rule.code,
    category: 'task',
    severity: rule.severity,
    title: rule.title,
    message: rule.message(about),
    suggested_command: rule.remedy(run),
    doc_url: DOCUMENTATION,
    evidence: { ...common(about), ...rule.evidence(about) },
  }));
}

function common({ run, as_of }: RunInspection): JsonObject {
  const { task_id, run_id, status, attempt, claim_token_hash_truncated, lease_until, heartbeat_at } = run;
  return { task_id, run_id, status, attempt, claim_token_hash_truncated, lease_until, heartbeat_at, as_of };
}

const ENDED: ReadonlySet<string> = new Set(['missing', 'stopped', 'failed', 'crashed']);

function isOver({ state, failure_kind, stop_reason }: InspectedSession): boolean {
  return ENDED.has(state) || (failure_kind ?? '') !== '' || (stop_reason ?? '') !== '';
}

function release(reason: string): (run: InspectedRun) => string {
  return (run) => `POST /api/runs/${run.run_id}/release {"reason":"${reason}"}`;
}
