/** What a caller can ask for, and the event by which the log shows that it was granted. */
export const EVENT_OF_CALL = {
  claim: 'task.run_claimed',
  heartbeat: 'task.run_lease_extended',
  complete: 'task.run_completed',
  release: 'task.run_released',
  stop: 'session.stopped',
  pause: 'scheduler.paused',
  resume: 'scheduler.resumed',
} as const;

export type CallKind = keyof typeof EVENT_OF_CALL;

/**
 * What came back: granted; the answer of an earlier call with the same key again; that there is no work; a refusal; or
 * no answer at all, so that only the log knows.
 */
export type CallOutcome = 'granted' | 'replayed' | 'nothing' | 'refused' | 'unanswered';

/** One request, as its caller remembers it. */
export interface Call {
  /** Its `X-Request-Id`, which the log keeps as the correlation id of whatever it did. */
  readonly id: string;
  readonly kind: CallKind;
  /** The instance that was asked, by its number. */
  readonly instance: number;
  readonly session_id?: string;
  /** The run and the lease that the caller means; of a claim, those that it was given. */
  readonly run_id?: string;
  readonly claim_token_hash?: string;
  /** The caller knew that its lease was over: a call that has to be refused. */
  readonly stale?: boolean;
  readonly outcome: CallOutcome;
  /** Status and code of a refusal. */
  readonly refusal?: string;
  /** By the clock of the machine, which is the database's too. */
  readonly answered_at: string;
  /** The `X-Ledger-Position` of an answer that is no refusal. */
  readonly position?: number;
}

/** Every call of every caller. */
export class CallBook {
  readonly all: Call[] = [];

  note(call: Call): void {
    this.all.push(call);
  }

  count(matches: (call: Call) => boolean): number {
    return this.all.filter(matches).length;
  }
}
