import type { CommandContext } from '../../ledger/event.js';
import type { LaneCommand } from '../../ledger/lane/command.js';
import type { AppendOptions } from '../../ledger/lane/preparation.js';
import type { DrainFacts } from '../domain/decide/drain-scheduler.js';
import type { SchedulerEvent } from '../domain/scheduler-events.js';
import type { SchedulerState } from '../domain/scheduler-state.js';
import { SCHEDULER, schedulerStream } from '../domain/scheduler-stream.js';
import type { ActiveClaims } from '../lookups/active-claims.js';

interface Deciding {
  readonly name: string;
  readonly context: CommandContext;
  readonly claims: ActiveClaims;
  readonly decide: (state: SchedulerState, facts: DrainFacts) => SchedulerEvent[];
  /** Who is named by the events, where it is not the caller. */
  readonly credit?: (state: SchedulerState) => AppendOptions;
}

/** One change of the scheduler, decided on its state and on the number of claims at that position of the log. */
export function schedulerCommand({ name, context, claims, decide, credit }: Deciding): LaneCommand<SchedulerEvent[]> {
  return {
    name,
    context,
    prepare: async (unit) => {
      await Promise.all([unit.load(schedulerStream, SCHEDULER), claims.count(unit)]);
    },
    execute: async (unit) => {
      const state = await unit.load(schedulerStream, SCHEDULER);
      const events = decide(state, { now: unit.now, active_claims: await claims.count(unit) });
      unit.append(schedulerStream, SCHEDULER, events, credit?.(state));
      return events;
    },
  };
}
