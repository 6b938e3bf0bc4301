import { isActive, isTerminal } from '../run-status.js';
import { isClosed } from '../task-status.js';
import type { DiagnosticCode } from './diagnostics.js';
import type { Inspection } from './inspection.js';

/** What is to be done, or waited for, next. */
export type NextAction =
  'recovery_required' | 'terminal' | 'waiting_for_session' | 'stranded' | 'claim_available' | 'running';

interface Found extends Pick<Inspection, 'run' | 'task_status' | 'scheduler_paused' | 'eligible_sessions'> {
  readonly codes: readonly DiagnosticCode[];
}

interface NextActionRule {
  /** The rule's number in `views.md` 8.4. */
  readonly rule: number;
  readonly when: (found: Found) => boolean;
  readonly then: NextAction;
}

const NEEDS_RECOVERY: ReadonlySet<DiagnosticCode> = new Set([
  'task_run_stuck',
  'task_run_stale_lease',
  'task_run_orphan',
  'task_run_crashed',
]);

const isQueued = ({ run }: Found): boolean => run?.status === 'queued';

/** The table of `views.md` 8.4, first match wins. The last line is left for runs that need attention. */
const RULES: readonly NextActionRule[] = [
  { rule: 1, when: ({ codes }) => codes.some((code) => NEEDS_RECOVERY.has(code)), then: 'recovery_required' },
  { rule: 2, when: ({ run, task_status }) => !run && isClosed(task_status), then: 'terminal' },
  { rule: 3, when: ({ run }) => !run, then: 'waiting_for_session' },
  { rule: 4, when: (found) => isQueued(found) && found.codes.includes('task_run_stranded'), then: 'stranded' },
  { rule: 5, when: (found) => isQueued(found) && found.scheduler_paused, then: 'waiting_for_session' },
  { rule: 6, when: (found) => isQueued(found) && (found.eligible_sessions ?? 0) > 0, then: 'claim_available' },
  { rule: 7, when: isQueued, then: 'waiting_for_session' },
  { rule: 8, when: ({ run }) => run !== undefined && isActive(run.status), then: 'running' },
  { rule: 9, when: ({ run }) => run !== undefined && isTerminal(run.status), then: 'terminal' },
  { rule: 10, when: () => true, then: 'waiting_for_session' },
];

/** The verdict on what was found, with the codes of its diagnostics. */
export function nextAction(inspection: Inspection, codes: readonly DiagnosticCode[]): NextAction {
  const rule = RULES.find(({ when }) => when({ ...inspection, codes }));
  if (!rule) throw new Error('the last rule fits everything');
  return rule.then;
}
