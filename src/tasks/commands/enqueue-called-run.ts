import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import { fingerprint } from '../../ledger/fingerprint.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { CommandUnit, Preparation } from '../../ledger/lane/preparation.js';
import { Rejection } from '../../ledger/rejection.js';
import { withWorkflow, workflowSource } from '../domain/cached-workflow.js';
import { refuseUnlessEnqueueable } from '../domain/decide/new-run.js';
import { refuseOversized } from '../domain/run-metadata.js';
import {
  callOfRequest,
  type CallFront,
  contradiction,
  effectiveRequest,
  hashedOfRequest,
  type RunOptions,
  type RunRequest,
  waitsForCompletion,
} from '../domain/run-request.js';
import { existingTask, type TaskState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import { RunLookups } from '../lookups/run-lookups.js';
import { TaskDocuments, type TaskDocumentsEntry } from '../lookups/task-documents.js';
import { TaskLinks } from '../lookups/task-links.js';
import { WorkflowSteps } from '../lookups/workflow-steps.js';
import { DefaultSchemas, UnreadSchema } from './default-schemas.js';
import { appendRun, type EnqueuedRun, type EnqueueRequest, prepareEnqueue, replayedRun } from './enqueue.js';
import { requireTask } from './precondition.js';

/** A call of the numbered or the task run front. */
export interface CalledRunRequest {
  readonly task_id: string;
  /** What the call says, already read; what it leaves open is the task's default. */
  readonly options: RunOptions;
  readonly front: CallFront;
  readonly idempotency_key?: string;
}

export interface EnqueuedCall extends EnqueuedRun {
  /** Whether the caller wants to be answered at the run's end. */
  readonly wait: boolean;
}

/**
 * Queues a run as a front's caller asks for it, with the effective options in its metadata; the limit of attempts does not
 * hold (`http.md` 11.3, 11.4). A known key answers with its run, whatever has become of the task's status. Refused:
 * `validation_failed`, `task_not_found`, `idempotency_key_bound`, `task_not_executable`, `payload_too_large`,
 * `open_run_exists`, `channel_in_other_workspace`.
 */
export class EnqueueCalledRun extends Command<Committed<EnqueuedCall>> {
  constructor(
    readonly request: CalledRunRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** The steps of the run to follow were not read before; they are in rows when the command is run again. */
class UnreadWorkflow extends Error {}

@CommandHandler(EnqueueCalledRun)
export class EnqueueCalledRunHandler implements ICommandHandler<EnqueueCalledRun> {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: RunLookups,
    private readonly links: TaskLinks,
    private readonly documents: TaskDocuments,
    private readonly workflows: WorkflowSteps,
    private readonly schemas: DefaultSchemas,
  ) {}

  async execute({ request, context }: EnqueueCalledRun): Promise<Committed<EnqueuedCall>> {
    const wrong = contradiction(request.options);
    if (wrong !== undefined) throw new Rejection('validation_failed', `run.response_format ${wrong}`);
    for (;;) {
      try {
        return await this.enqueue(request, context);
      } catch (error) {
        if (error instanceof UnreadSchema) this.schemas.read(error.stored);
        else if (!(error instanceof UnreadWorkflow)) throw error;
      }
    }
  }

  private enqueue(request: CalledRunRequest, context: CommandContext): Promise<Committed<EnqueuedCall>> {
    let prepared: string | undefined;
    return this.lane.execute<EnqueuedCall>({
      name: 'enqueue_called_run',
      context,
      prepare: async (unit) => {
        prepared = await this.prepare(unit, request, context);
      },
      execute: async (unit) => {
        const task = await requireTask(unit, request.task_id);
        const documents = await this.documentsOf(unit, request.task_id);
        const wait = waitsForCompletion(request.front, request.options, documents);
        const replayed = await replayedRun(unit, this.lookups, task, request);
        if (replayed) return { ...replayed, wait };
        const refusal = refuseUnlessEnqueueable(task);
        if (refusal) throw refusal;
        const asked = await this.asked(unit, task, request, prepared);
        return { ...(await appendRun(unit, this.lookups, task, asked)), wait };
      },
    });
  }

  /** Answers the run whose steps were read. */
  private async prepare(
    unit: Preparation,
    request: CalledRunRequest,
    context: CommandContext,
  ): Promise<string | undefined> {
    const [stream, documents] = await Promise.all([
      unit.load(taskStream, request.task_id),
      this.documentsOf(unit, request.task_id),
      prepareEnqueue(unit, this.lookups, request, context, this.links),
    ]);
    const task = existingTask(stream);
    const source = task && this.sourceIn(task, documents, request);
    if (source === undefined) return undefined;
    await unit.get(this.workflows.stepsOf, source);
    return source;
  }

  private sourceIn(task: TaskState, documents: TaskDocumentsEntry, request: CalledRunRequest): string | undefined {
    try {
      const effective = this.effective(task, documents, request);
      return effective.use_cached_workflow === true ? workflowSource(task, hashOf(effective))?.id : undefined;
    } catch (error) {
      // Whoever executes says so.
      if (error instanceof UnreadSchema) return undefined;
      throw error;
    }
  }

  /** The run as the task's stream is told of it. */
  private async asked(
    unit: CommandUnit,
    task: TaskState,
    request: CalledRunRequest,
    prepared: string | undefined,
  ): Promise<EnqueueRequest> {
    const { task_id, front, idempotency_key } = request;
    const effective = this.effective(task, await this.documentsOf(unit, task_id), request);
    const requestHash = hashOf(effective);
    const call = callOfRequest(effective, { front, principal: unit.context.actor.ref, requestHash });
    const keyed = idempotency_key === undefined ? { task_id } : { task_id, idempotency_key };
    const metadata = { run_request: { ...effective } };
    const tooLarge = refuseOversized(metadata, 'the effective options of this call');
    if (tooLarge) throw tooLarge;
    if (effective.use_cached_workflow !== true) return { ...keyed, metadata, call };
    const source = workflowSource(task, requestHash);
    if (!source) return { ...keyed, metadata, call: { ...call, cached_workflow: 'miss' } };
    if (source.id !== prepared) throw new UnreadWorkflow();
    const offered = withWorkflow(metadata, source.id, await unit.get(this.workflows.stepsOf, source.id));
    return { ...keyed, metadata: offered, call: { ...call, cached_workflow: 'hit' } };
  }

  private effective(task: TaskState, documents: TaskDocumentsEntry, { front, options }: CalledRunRequest): RunRequest {
    return effectiveRequest(front, options, { title: task.title, ...documents }, (stored) =>
      this.schemas.schemaOf(stored),
    );
  }

  /** Of what is asked in `prepare` what others change in this flush is known as well. */
  private async documentsOf(unit: Preparation, taskId: string): Promise<TaskDocumentsEntry> {
    return (await unit.get(this.documents.documentsOf, taskId)) ?? {};
  }
}

function hashOf(request: RunRequest): string {
  return fingerprint(hashedOfRequest(request));
}
