/** The log of a run as the task results front tells it (`http.md` 13), a line for what happened. */

/** Characters of a line at most. */
const MAX_LINE = 500;

/** Something that happened to a run: an event of it, with what its line says. */
export interface LoggedEvent {
  readonly position: number;
  readonly type: string;
  readonly error: string | null;
  /** Lines that its worker logged. */
  readonly log: readonly string[] | null;
}

/** A step as its worker told it last, and when. */
export interface LoggedStep {
  readonly position: number;
  readonly description: string;
  /** Whether something of it is still to be done. */
  readonly busy: boolean;
  readonly failed: boolean;
}

const QUEUED = 'Run: Queued';
const FAILED = 'Run: Error';

const LINES: Readonly<Record<string, string>> = {
  'task.run_enqueued': QUEUED,
  'task.run_operator_retry': QUEUED,
  'task.run_recovered_from_attention': QUEUED,
  'task.run_review_retry_enqueued': QUEUED,
  'task.run_claimed': 'Run: Claimed',
  'task.run_started': 'Run: Running',
  'task.run_completed': 'Run: Complete',
  'task.run_failed': FAILED,
  'task.run_canceled': FAILED,
  'task.run_operator_forced_fail': FAILED,
};

/** The events that have a line of their own. */
export const LOGGED_EVENTS: readonly string[] = Object.keys(LINES);

/**
 * The last `limit` lines, in the order of the log; a step stands where it was told last.
 * @param redact masks secrets in a line
 */
export function logLines(
  events: readonly LoggedEvent[],
  steps: readonly LoggedStep[],
  limit: number,
  redact: (text: string) => string,
): string[] {
  const placed = [
    ...events.flatMap((event) => linesOf(event).map((line) => ({ position: event.position, line, end: '' }))),
    ...steps.map((step) => ({ position: step.position, line: step.description, end: stateOf(step) })),
  ];
  // A sort keeps what has the same place in its order.
  placed.sort((a, b) => a.position - b.position);
  return placed.slice(-limit).map(({ line, end }) => oneLine(redact(line), MAX_LINE - end.length) + end);
}

function linesOf({ type, error, log }: LoggedEvent): readonly string[] {
  if (log) return log;
  const line = LINES[type] ?? '';
  return [line === FAILED && error !== null && error !== '' ? `${line} - ${error}` : line];
}

function stateOf({ busy, failed }: LoggedStep): string {
  if (busy) return ': Running';
  return failed ? ': Error' : ': Done';
}

/** By code points, so that none is cut in two. */
function oneLine(text: string, length: number): string {
  const line = text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ');
  return line.length <= length ? line : [...line].slice(0, length).join('');
}
