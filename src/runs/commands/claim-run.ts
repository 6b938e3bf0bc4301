import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { SCHEDULER, schedulerStream } from '../../scheduler/domain/scheduler-stream.js';
import { claimExplicitly } from '../../tasks/domain/decide/claim-explicitly.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { appendToRun } from './append-to-run.js';
import { loadRun, requireRun, type RunOfTask } from './run-of-task.js';
import { requireKey } from './require-key.js';

/** A request that names a run; the key is required of others than humans and otherwise without effect. */
export interface KeyedRunRequest {
  readonly run_id: string;
  readonly idempotency_key?: string;
}

/**
 * Claims a named run without session or lease (`runs.md` 3.10). Refused: `idempotency_key_required`, `run_not_found`,
 * and as `claimExplicitly`.
 */
export class ClaimRun extends Command<Committed<RunOfTask>> {
  constructor(
    readonly request: KeyedRunRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ClaimRun)
export class ClaimRunHandler implements ICommandHandler<ClaimRun> {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: RunLookups,
  ) {}

  async execute({ request, context }: ClaimRun): Promise<Committed<RunOfTask>> {
    requireKey('claim_task_run', request, context);
    return this.lane.execute<RunOfTask>({
      name: 'claim_run',
      context,
      prepare: async (unit) => {
        await Promise.all([loadRun(unit, this.lookups, request.run_id), unit.load(schedulerStream, SCHEDULER)]);
      },
      execute: async (unit) => {
        const found = await requireRun(unit, this.lookups, request.run_id);
        const { paused } = await unit.load(schedulerStream, SCHEDULER);
        const decision = claimExplicitly(found.task, found.run, context.actor, { scheduler_paused: paused });
        return appendToRun(unit, found, decision);
      },
    });
  }
}
