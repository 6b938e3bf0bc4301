/** The words of keys and rights (`registries.md` 5): lists without rules. */

/** What the holder of a key may do: each role may all that those before it may. */
export const ROLES = ['viewer', 'agent', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** The compatibility fronts that a key may be meant for (architecture decision 21). */
export const FRONTS = ['a', 'b', 'c', 'd'] as const;
export type Front = (typeof FRONTS)[number];
