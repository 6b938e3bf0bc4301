import { type ClaimClass, type Claimer, mayClaim } from '../../tasks/domain/claimability.js';

/** A class of queued runs, some of which have waited long. */
export interface WaitingClass {
  readonly key: string;
  readonly definition: ClaimClass;
}

/** A class with runs that no active session may claim: those whose channel is not one of these. */
export interface UncoveredClass {
  readonly class: string;
  /** Channels of sessions that may claim runs of the class there, and only there. */
  readonly channels: readonly string[];
}

/**
 * The classes that active sessions do not cover. Whether a session is busy does not matter: a long queue that is being
 * worked off is no starvation (architecture.md 12, decision 2). A session without a channel may claim in all of them.
 */
export function uncoveredClasses(
  waiting: readonly WaitingClass[],
  claimers: readonly Claimer[],
): readonly UncoveredClass[] {
  const byWorkspace = new Map<string | null, Claimer[]>();
  for (const claimer of claimers) {
    const others = byWorkspace.get(claimer.workspace_id);
    if (others) others.push(claimer);
    else byWorkspace.set(claimer.workspace_id, [claimer]);
  }
  return waiting.flatMap(({ key, definition }) => {
    const eligible = (byWorkspace.get(definition.workspace_id) ?? []).filter((one) => mayClaim(one, definition));
    if (eligible.some(({ channel }) => channel === null)) return [];
    return [{ class: key, channels: [...new Set(eligible.flatMap(({ channel }) => channel ?? []))] }];
  });
}
