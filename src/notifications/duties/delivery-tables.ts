/** A source of rows that may also be told to change them: the pool, or one transaction of it. */
export interface Rows {
  query<Result>(text: string, values?: unknown[]): Promise<Result>;
}

/** What TypeORM answers to an UPDATE or DELETE with RETURNING. */
export type Changed<Row> = readonly [rows: Row[], count: number];

/**
 * A subscription that somebody is at work on. Whoever has the claim may write of it, until it is taken away: by its end,
 * or because the subscription or its task is gone.
 */
export interface Claimed {
  readonly subscription_id: string;
  readonly task_id: string;
  readonly bridge_instance_id: string;
  readonly claim: string;
  /** Tries that failed in a row. */
  readonly failures: number;
  /** How often it was woken so far: another number later says that there is more to look at. */
  readonly wakes: number;
}
