/** What random requests are made of. */

/**
 * What an id can name. `lease` stands for the hash of a claim's token, `edge` for the two ids of a path, as all that
 * has a slash; from `draft` on
 * tasks and runs in the state that some operation needs.
 */
export type Kind =
  | (
      | 'task'
      | 'run'
      | 'review'
      | 'session'
      | 'key'
      | 'workspace'
      | 'lease'
      | 'edge'
      | 'view'
      | 'bridge'
      | 'subscription'
      | 'delivery'
      | 'number'
      | 'web'
      | 'numbered_run'
      | 'run_of_task'
    )
  | ('draft' | 'pending' | 'queued' | 'held' | 'claimed' | 'working' | 'failed' | 'stuck');

/** Where the values of a request come from: every choice is drawn, so that a seed repeats the request. */
export interface Draw {
  /** One of these. */
  pick<T>(items: readonly T[]): T;
  /** True in so many of 100 cases. */
  chance(percent: number): boolean;
  /** The id of something of the caller, or of somebody else. */
  reference(kind: Kind): string;
  /** Words of the caller, never the same twice. */
  words(): string;
  /** A channel that the caller may use, or one that others use already. */
  channel(mayBeForeign: boolean): string;
  /** Words that find something, here or elsewhere. */
  search(): string;
  /** A cursor that some key was given. */
  cursor(): string;
}

export interface DrawnRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The part of a JSON schema that openapi.json uses for what is sent. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}
