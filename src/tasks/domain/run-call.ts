/**
 * What a call of a compatibility front says of its run beside the request in the run's metadata (`http.md` 11.3, 11.4).
 * Facts of the event that creates the run, so that nothing later changes them.
 */
export interface RunCall {
  /** The limit of attempts does not hold for this run; its attempt counts on as any other's. */
  readonly budget_exempt?: true;
  /** What the run is for, when that is not the task itself: such a run is none of the task's executions. */
  readonly purpose?: 'schema_generation';
  /** Beside those of the task's execution profile. */
  readonly required_capabilities?: readonly string[];
  /** Seconds of work, from the first start on (`http.md` 15). */
  readonly session_timeout?: number;
  /** Whom to tell of the run's end; `none` where the call wants nobody told, not even by the task's callback. */
  readonly webhook?: RunWebhook | 'none';
  /** What a result must satisfy before the run completes (`http.md` 11.6 and 12). */
  readonly result_check?: ResultCheck;
  /** SHA-256 of the effective prompt and JSON schema: equal requests have equal ones (`http.md` 14). */
  readonly request_hash?: string;
  /** Whether a run that did the same before was found, where the call asked for one. */
  readonly cached_workflow?: 'hit' | 'miss';
}

/** `json_schema`: the schema of the run's request. `schema_generation`: two schemas of a web task. */
export type ResultCheck = 'json_schema' | 'schema_generation';

/** Fronts whose object is sent to whoever waits for a run's end: task results, numbered runs, task runs. */
export type WebhookFront = 'b' | 'c' | 'd';

/** Where a run's end is told (`http.md` 11.9). */
export interface RunWebhook {
  readonly url: string;
  readonly front: WebhookFront;
  /** Who asked: the message is signed with the webhook secret of a key of theirs. */
  readonly principal: string;
  /** The run that the caller knows, where this one goes on in its place after a recovery. */
  readonly called_as?: string;
}

/** The members of a run's state that are its call's, `cached_workflow` excepted, which is told and not kept. */
export const KEPT_OF_CALL = [
  'budget_exempt',
  'purpose',
  'required_capabilities',
  'session_timeout',
  'webhook',
  'result_check',
  'request_hash',
] as const satisfies readonly (keyof RunCall)[];
