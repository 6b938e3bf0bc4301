import type { Actor } from '../../../ledger/event.js';
import type { SchedulerEvent } from '../scheduler-events.js';
import type { SchedulerState } from '../scheduler-state.js';

/** Who asks, and why. */
export interface SchedulerWords {
  readonly by: Actor;
  readonly reason?: string;
}

/** Runs that are claimed, starting or running. */
export interface ClaimFacts {
  readonly active_claims: number;
}

/** `scheduler.paused`, every time: pausing what is paused takes it over (`runs.md` 5.2). */
export function pauseScheduler(state: SchedulerState, words: SchedulerWords, facts: ClaimFacts): SchedulerEvent[] {
  return [{ type: 'scheduler.paused', data: { ...words, previous_paused: state.paused, ...facts } }];
}

/** `scheduler.resumed`, every time; paused tasks stay paused (`runs.md` 5.3). */
export function resumeScheduler(state: SchedulerState, words: SchedulerWords, facts: ClaimFacts): SchedulerEvent[] {
  return [{ type: 'scheduler.resumed', data: { ...words, previous_paused: state.paused, ...facts } }];
}
