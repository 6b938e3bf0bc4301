/** The words of the inbox (`views.md` 2). */

/** In the order of the answer. */
export const LANES = ['my_work', 'approvals', 'failed_runs', 'blocked', 'archived'] as const;
export type Lane = (typeof LANES)[number];

/** Lanes in which a task is for everybody. */
export const SHARED_LANES = ['approvals', 'failed_runs', 'blocked'] as const satisfies readonly Lane[];
export type SharedLane = (typeof SHARED_LANES)[number];
