import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Rebuilds } from '../../ledger/followers/rebuilds.js';

/** Begins to build a view anew from the log, with those that share its tables. Refused: `view_not_found`. */
export class RebuildView extends Command<void> {
  constructor(readonly view: string) {
    super();
  }
}

@CommandHandler(RebuildView)
export class RebuildViewHandler implements ICommandHandler<RebuildView> {
  constructor(private readonly rebuilds: Rebuilds) {}

  execute({ view }: RebuildView): Promise<void> {
    return this.rebuilds.start(view);
  }
}
