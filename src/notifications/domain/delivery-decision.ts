import type { JsonObject } from '../../ledger/event.js';
import type { RunStatus, TaskStatus } from '../../tasks/domain/vocabulary.js';

/** The ends that a task's status can come to (`reviews.md` C.6). */
export type FinalStatus = Extract<TaskStatus, 'completed' | 'failed' | 'canceled'>;

/** The events that a message is sent for, with the status that each implies (`reviews.md` C.6). */
const IMPLIED_STATUS = {
  'task.run_completed': 'completed',
  'task.run_failed': 'failed',
  'task.run_canceled': 'canceled',
  'task.canceled': 'canceled',
  'task.run_review_approved': 'completed',
} as const satisfies Readonly<Record<string, FinalStatus>>;

export type FinalEventType = keyof typeof IMPLIED_STATUS;

/** After these a subscription has something to look at; all others are passed over. */
export const FINAL_EVENT_TYPES = Object.keys(IMPLIED_STATUS) as readonly FinalEventType[];

/** A public event of the task as deciding needs it. */
export interface TaskHappening {
  readonly sequence: number;
  readonly type: string;
  readonly run_id?: string;
  /** The public payload; absent where the event has none any more. */
  readonly payload?: JsonObject;
}

/** The run of an event as it is now. */
export interface RunNow {
  readonly task_id: string;
  readonly status: RunStatus;
}

/** The task and the runs of its events as they are now, seen in one snapshot with the events. */
export interface TaskNow {
  readonly id: string;
  readonly status: TaskStatus;
  readonly runs: ReadonlyMap<string, RunNow>;
}

/** An event whose message is to be sent. */
export interface FinalEvent extends TaskHappening {
  readonly type: FinalEventType;
}

/**
 * What becomes of a task's events behind a cursor. `passed` is the last event that the cursor may move past without a
 * delivery; `mismatch` says of the last superseded one why no message was sent for it.
 */
export type DeliveryDecision =
  | { readonly kind: 'deliver'; readonly event: FinalEvent; readonly status: FinalStatus }
  | { readonly kind: 'defer'; readonly passed?: number }
  | { readonly kind: 'fail'; readonly sequence: number; readonly error: string }
  | { readonly kind: 'nothing'; readonly passed?: number; readonly mismatch?: string };

/**
 * Looks at a page of the task's events in order, rules 1 to 6 of `reviews.md` C.6: the first event that decides ends
 * the scan, so that one message at a time leaves. Events at or below the cursor are not looked at.
 */
export function decideDelivery(events: readonly TaskHappening[], task: TaskNow, cursor: number): DeliveryDecision {
  let passed: number | undefined;
  let mismatch: string | undefined;
  for (const event of events) {
    if (event.sequence <= cursor) continue;
    if (isFinal(event)) {
      if (!isEnd(task.status)) return { kind: 'defer', ...(passed === undefined ? {} : { passed }) };
      const verdict = judge(event, task, task.status);
      if (verdict.kind !== 'mismatch') return verdict;
      mismatch = verdict.why;
    }
    passed = event.sequence;
  }
  return {
    kind: 'nothing',
    ...(passed === undefined ? {} : { passed }),
    ...(mismatch === undefined ? {} : { mismatch }),
  };
}

type Verdict =
  | Extract<DeliveryDecision, { readonly kind: 'deliver' | 'fail' }>
  | { readonly kind: 'mismatch'; readonly why: string };

function judge(event: FinalEvent, task: TaskNow, status: FinalStatus): Verdict {
  const { sequence } = event;
  const implied = IMPLIED_STATUS[event.type];
  if (status !== implied) return { kind: 'mismatch', why: differs(event, `the task is ${status}`) };
  if (event.run_id !== undefined) {
    const run = task.runs.get(event.run_id);
    if (!run) return { kind: 'fail', sequence, error: `run ${event.run_id} of event ${sequence} cannot be found` };
    if (run.task_id !== task.id) {
      return { kind: 'fail', sequence, error: `run ${event.run_id} of event ${sequence} belongs to another task` };
    }
    if (run.status !== implied) return { kind: 'mismatch', why: differs(event, `the run is ${run.status}`) };
  }
  if (event.payload === undefined)
    return { kind: 'fail', sequence, error: `event ${sequence} has no payload any more` };
  return { kind: 'deliver', event, status };
}

function differs(event: FinalEvent, what: string): string {
  return `event ${event.sequence} (${event.type}) is superseded: ${what} by now`;
}

function isFinal(event: TaskHappening): event is FinalEvent {
  return Object.hasOwn(IMPLIED_STATUS, event.type);
}

/** Whether a task in this status has come to an end, which a review or a retry may undo. */
export function isEnd(status: TaskStatus): status is FinalStatus {
  return status === 'completed' || status === 'failed' || status === 'canceled';
}
