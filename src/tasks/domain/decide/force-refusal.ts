import { type DiagnosticDraft, Rejection } from '../../../ledger/rejection.js';
import type { RunState } from '../task-state.js';

/** What a force operation says when a run's status does not allow it (`runs.md` 7). */
export interface ForceDiagnostic {
  readonly code: string;
  readonly severity: DiagnosticDraft['severity'];
  readonly title: string;
  /** Why, after the run and its status. */
  readonly words: string;
  /** The call that helps. */
  readonly next: (run: RunState) => string;
}

/** The refusal with its diagnostic: which run, in which status, and what to call instead. */
export function forceRejected({ code, severity, title, words, next }: ForceDiagnostic, run: RunState): Rejection {
  const message = `run ${run.id} is ${run.status}: ${words}`;
  const evidence = { run_id: run.id, status: run.status };
  return new Rejection(code, message, {
    diagnostic: { code, severity, title, message, suggested_command: next(run), evidence },
  });
}

/** Where there is nothing to do but to look. */
export function inspectRun({ id }: Pick<RunState, 'id'>): string {
  return `GET /api/runs/${id}/inspect`;
}

/** What a force fail without a reason is told to send; `path` is that of the operation. */
export function failReasonMissing(path: string, body: string): Rejection {
  const message = 'a run is failed with a reason only';
  return new Rejection('force_op_requires_reason', message, {
    diagnostic: {
      code: 'force_op_requires_reason',
      severity: 'error',
      title: 'Force fail requires a reason',
      message,
      suggested_command: `POST ${path} ${body}`,
    },
  });
}
