import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { webhookTold } from '../../tasks/domain/decide/tell-webhook.js';
import type { RunWebhookDelivered, RunWebhookFailed } from '../../tasks/domain/run-events.js';
import { existingTask, findRun } from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';

/**
 * Says how the webhook of an ended run went, once and for all (`http.md` 11.9). Answers false when that is known already or
 * the task is gone. The error must be fit for everybody to read.
 */
export class TellWebhook extends Command<Committed<boolean>> {
  constructor(
    readonly taskId: string,
    readonly told: RunWebhookDelivered | RunWebhookFailed,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(TellWebhook)
export class TellWebhookHandler implements ICommandHandler<TellWebhook> {
  constructor(private readonly lane: Lane) {}

  execute({ taskId, told, context }: TellWebhook): Promise<Committed<boolean>> {
    return this.lane.execute<boolean>({
      name: 'tell_webhook',
      context,
      prepare: async (unit) => {
        await unit.load(taskStream, taskId);
      },
      execute: async (unit) => {
        const task = existingTask(await unit.load(taskStream, taskId));
        const run = task && findRun(task, told.run_id);
        const events = run ? webhookTold(run, told) : [];
        if (events.length > 0) unit.append(taskStream, taskId, events);
        return events.length > 0;
      },
    });
  }
}
