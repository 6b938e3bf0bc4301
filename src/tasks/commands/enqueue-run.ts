import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { Rejection } from '../../ledger/rejection.js';
import { refuseUnlessEnqueueable } from '../domain/decide/new-run.js';
import { appendRun, type EnqueuedRun, type EnqueueRequest, prepareEnqueue, replayedRun } from './enqueue.js';
import { type ExpectedSeq, requireSeq, requireTask } from './precondition.js';
import { RunLookups } from '../lookups/run-lookups.js';
import { TaskLinks } from '../lookups/task-links.js';

/**
 * Queues one more run of a task (`runs.md` 3.1). Draft and canceled tasks are refused before the key is looked up; a
 * known key answers with its run. Others than humans must send a key: `idempotency_key_required`.
 */
export class EnqueueRun extends Command<Committed<EnqueuedRun>> {
  constructor(
    readonly request: EnqueueRequest,
    readonly context: CommandContext,
    readonly expected?: ExpectedSeq,
  ) {
    super();
  }
}

@CommandHandler(EnqueueRun)
export class EnqueueRunHandler implements ICommandHandler<EnqueueRun> {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: RunLookups,
    private readonly links: TaskLinks,
  ) {}

  execute({ request, context, expected }: EnqueueRun): Promise<Committed<EnqueuedRun>> {
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
      prepare: (unit) => prepareEnqueue(unit, this.lookups, request, context, this.links),
      execute: async (unit) => {
        const task = await requireTask(unit, request.task_id);
        const refusal = refuseUnlessEnqueueable(task);
        if (refusal) throw refusal;
        const replayed = await replayedRun(unit, this.lookups, task, request);
        if (replayed) return replayed;
        requireSeq(task, expected);
        return appendRun(unit, this.lookups, task, request);
      },
    });
  }
}
