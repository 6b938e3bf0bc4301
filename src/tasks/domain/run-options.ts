/** The options of a run that somebody asks for at a compatibility front (`http.md` 11.3). */
import type { JsonObject } from '../../ledger/event.js';

/** The fronts whose calls are runs: numbered runs and task runs. */
export type CallFront = 'c' | 'd';

export type ResponseFormat = 'text' | 'json';

/** Objects or booleans are schemas; what a caller sent as text is here as what it says. */
export type JsonSchema = boolean | JsonObject;

/** What a call says; what it leaves open is the task's default, else the service's. */
export interface RunOptions {
  readonly prompt?: string;
  readonly model?: string;
  readonly provider?: string;
  /** Empty: nobody is to be told, whatever the task says. */
  readonly webhook_url?: string;
  readonly response_format?: ResponseFormat;
  readonly json_schema?: JsonSchema;
  readonly wait_for_completion?: boolean;
  /** Of numbered runs alone. */
  readonly use_cached_workflow?: boolean;
  /** Of task runs alone, as are the next two. */
  readonly auth_context_id?: string;
  readonly initial_url?: string;
  /** Seconds of work. */
  readonly session_timeout?: number;
}
