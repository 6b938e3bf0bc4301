import { Injectable } from '@nestjs/common';
import { AgentForceLimiter } from '../../access/domain/force-limit.js';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { CommandUnit, Preparation } from '../../ledger/lane/preparation.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { loadRun, requireRun, type RunOfTask } from './run-of-task.js';

/** One force operation on a run. */
export interface ForcedOperation<R> {
  readonly name: string;
  readonly run_id: string;
  readonly context: CommandContext;
  /** Loads what `apply` looks at besides the run's task. */
  readonly prepare?: (unit: Preparation, found: RunOfTask) => Promise<void>;
  readonly apply: (unit: CommandUnit, found: RunOfTask) => Promise<R> | R;
}

/**
 * What the force operations have in common (`runs.md` 2.4): agents need the policy's leave (`forbidden_operator_action`),
 * the run must be there (`run_not_found`), and an agent's call counts before the run's state is looked at
 * (`force_op_rate_limited`). The lane is serial: what the decision is made on is what the events are appended to.
 */
@Injectable()
export class ForcedRuns {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: RunLookups,
    private readonly limits: AgentForceLimiter,
  ) {}

  // Async, so that a refusal of the policy is a rejection of the promise like every other one.
  async execute<R>({ name, run_id, context, prepare, apply }: ForcedOperation<R>): Promise<Committed<R>> {
    this.limits.requireAllowed(context.actor);
    let counted = false;
    return this.lane.execute<R>({
      name,
      context,
      prepare: async (unit) => {
        const found = await loadRun(unit, this.lookups, run_id);
        if (found) await prepare?.(unit, found);
      },
      execute: async (unit) => {
        const found = await requireRun(unit, this.lookups, run_id);
        // A flush that fails is run again; the caller has asked once.
        if (!counted) this.limits.count(context.actor, found.task.id);
        counted = true;
        return apply(unit, found);
      },
    });
  }
}
