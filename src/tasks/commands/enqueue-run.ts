import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { Rejection } from '../../ledger/rejection.js';
import { existing, refuseUnlessEnqueueable } from '../domain/decide/enqueue-run.js';
import { taskStream } from '../domain/task-stream.js';
import { appendRun, type EnqueuedRun, type EnqueueRequest, prepareEnqueue, replayedRun } from './enqueue.js';
import { RunLookups } from '../lookups/run-lookups.js';

/**
 * Queues one more run of a task (`runs.md` 3.1). Draft and canceled tasks are refused before the key is looked up; a
 * known key answers with its run. Others than humans must send a key: `idempotency_key_required`.
 */
export class EnqueueRun extends Command<Committed<EnqueuedRun>> {
  constructor(
    readonly request: EnqueueRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(EnqueueRun)
export class EnqueueRunHandler implements ICommandHandler<EnqueueRun> {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: RunLookups,
  ) {}

  execute({ request, context }: EnqueueRun): Promise<Committed<EnqueuedRun>> {
    if (context.actor.kind !== 'human' && request.idempotency_key === undefined) {
      return Promise.reject(
        new Rejection(
          'idempotency_key_required',
          'enqueue_run.idempotency_key is required of callers that are not human',
        ),
      );
    }
    return this.lane.execute<EnqueuedRun>({
      name: 'enqueue_run',
      context,
      prepare: (unit) => prepareEnqueue(unit, this.lookups, request, context),
      execute: async (unit) => {
        const task = existing(await unit.load(taskStream, request.task_id), request.task_id);
        if (task instanceof Rejection) throw task;
        const refusal = refuseUnlessEnqueueable(task);
        if (refusal) throw refusal;
        return (await replayedRun(unit, this.lookups, task, request)) ?? appendRun(unit, this.lookups, task, request);
      },
    });
  }
}
