import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { Rejection } from '../../ledger/rejection.js';
import { existing, refuseUnlessExecutable } from '../domain/decide/enqueue-run.js';
import { defaultKey } from '../domain/idempotency.js';
import { taskStream } from '../domain/task-stream.js';
import { appendRun, type EnqueuedRun, type EnqueueRequest, prepareEnqueue, replayedRun } from './enqueue.js';
import { RunLookups } from '../lookups/run-lookups.js';

/**
 * Starts a task: queues a run of it (`tasks.md` 6.7.1). Without a key its own default key stands, and the key is looked
 * up before any state is checked, so that a second start answers with the first run, whatever has become of it.
 */
export class StartTask extends Command<Committed<EnqueuedRun>> {
  constructor(
    readonly request: EnqueueRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(StartTask)
export class StartTaskHandler implements ICommandHandler<StartTask> {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: RunLookups,
  ) {}

  execute({ request, context }: StartTask): Promise<Committed<EnqueuedRun>> {
    const keyed = { ...request, idempotency_key: request.idempotency_key ?? defaultKey('start', request.task_id) };
    return this.lane.execute<EnqueuedRun>({
      name: 'start_task',
      context,
      prepare: (unit) => prepareEnqueue(unit, this.lookups, keyed, context),
      execute: async (unit) => {
        const task = existing(await unit.load(taskStream, keyed.task_id), keyed.task_id);
        if (task instanceof Rejection) throw task;
        const replayed = await replayedRun(unit, this.lookups, task, keyed);
        if (replayed) return replayed;
        const refusal = refuseUnlessExecutable(task);
        if (refusal) throw refusal;
        return appendRun(unit, this.lookups, task, keyed);
      },
    });
  }
}
