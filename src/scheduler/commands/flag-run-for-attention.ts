import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { flagRunForAttention } from '../../tasks/domain/decide/starve-run.js';
import { type StarvingRunOfTask, takeStep } from './starving-run.js';

/** Takes a run that nobody can claim out of the queue; answers whether it needs attention now (`runs.md` 4.3.2). */
export class FlagRunForAttention extends Command<Committed<boolean>> {
  constructor(
    readonly request: StarvingRunOfTask,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(FlagRunForAttention)
export class FlagRunForAttentionHandler implements ICommandHandler<FlagRunForAttention> {
  constructor(private readonly lane: Lane) {}

  async execute({ request, context }: FlagRunForAttention): Promise<Committed<boolean>> {
    const step = { name: 'flag_run_for_attention', context, decide: flagRunForAttention };
    const { result, position } = await takeStep(this.lane, request, step);
    return { result: result?.status === 'needs_attention', position };
  }
}
