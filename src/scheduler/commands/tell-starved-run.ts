import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { tellStarvedRun } from '../../tasks/domain/decide/starve-run.js';
import { type StarvingRunOfTask, takeStep } from './starving-run.js';

/** Says that nobody can claim a run; answers whether that has been said of it, now or before (`runs.md` 4.3.2). */
export class TellStarvedRun extends Command<Committed<boolean>> {
  constructor(
    readonly request: StarvingRunOfTask,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(TellStarvedRun)
export class TellStarvedRunHandler implements ICommandHandler<TellStarvedRun> {
  constructor(private readonly lane: Lane) {}

  async execute({ request, context }: TellStarvedRun): Promise<Committed<boolean>> {
    const step = { name: 'tell_starved_run', context, decide: tellStarvedRun };
    const { result, position } = await takeStep(this.lane, request, step);
    return { result: result?.starved === true, position };
  }
}
