/**
 * The registered diagnostic codes and the category of each (`http.md` 6.3), and the words that diagnostics may use.
 * Codes of the last group are this service's own.
 */
const CODES_BY_CATEGORY = {
  task: [
    'bulk_too_large',
    'forbidden_operator_action',
    'force_op_rate_limited',
    'force_op_requires_reason',
    'id_format_unknown',
    'retry_chain_too_deep',
    'scheduler_ready',
    'scheduler_paused',
    'task_run_already_terminal',
    'task_run_crashed',
    'task_run_not_recoverable',
    'task_run_not_releasable',
    'task_run_orphan',
    'task_run_stale_lease',
    'task_run_still_active',
    'task_run_stranded',
    'task_run_stuck',
    'open_run_exists',
    'attempts_exhausted',
    'retry_exists',
    'task_not_executable',
    'run_changed',
    'drain_goes_on',
    'AUTONOMY_SESSION_REQUIRED',
    'AUTONOMY_NO_ACTIVE_LEASE',
    'AUTONOMY_FOREIGN_RUN',
    'AUTONOMY_LEASE_EXPIRED',
    'AUTONOMY_LEASE_ALREADY_HELD',
  ],
  session: [
    'identity_lookup_unavailable',
    'identity_mismatch',
    'identity_required',
    'identity_stale',
    'identity_unauthorized',
    'session_busy',
    'session_locked',
    'session_queue_full',
    'session_resume_ambiguous',
  ],
  bridge: [
    'bridge_not_found',
    'bridge_target_unavailable',
    'bridge_health_unavailable',
    'bridge_ready',
    'bridge_notification_suppressed',
    'target_ambiguous',
    'target_unknown',
  ],
  daemon: [
    'cursor_conflict',
    'daemon_unavailable',
    'unknown_actor_format',
    'unknown_component',
    'probe_failed',
    'probe_timeout',
  ],
} as const;

const CATEGORIES = new Map<string, string>(
  Object.entries(CODES_BY_CATEGORY).flatMap(([category, codes]) => codes.map((code) => [code, category] as const)),
);

/** The category of a registered code, or nothing when the code is not registered. */
export function categoryOf(code: string): string | undefined {
  return CATEGORIES.get(code);
}

export const SEVERITIES: readonly string[] = ['ok', 'info', 'warn', 'error', 'critical'];
export const FRESHNESSES: readonly string[] = ['live', 'offline', 'stale'];
