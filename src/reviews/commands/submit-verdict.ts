import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext, Json } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { Rejection } from '../../ledger/rejection.js';
import { hasRequest } from '../../tasks/domain/continued-request.js';
import { existingTask, findRun, type RunState, type TaskState } from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { RunDocuments } from '../../tasks/lookups/run-documents.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { TaskLinks } from '../../tasks/lookups/task-links.js';
import {
  isRepeated,
  recordVerdict,
  reviewedRun,
  type SubmitVerdict as Submitted,
} from '../domain/decide/record-verdict.js';
import { readVerdict, type SubmittedVerdict } from '../domain/decide/verdict-rules.js';
import type { Verdict } from '../domain/review-events.js';
import { existingReview, type ReviewState } from '../domain/review-state.js';
import { reviewStream } from '../domain/review-stream.js';
import { loadReview } from './load-review.js';
import type { RunOfTask } from './load-run.js';

export interface VerdictRequest {
  readonly review_id: string;
  /** The run that the caller takes the review to be of. */
  readonly run_id: string;
  readonly verdict: SubmittedVerdict;
  /** Set for callers who may act as agent sessions and not otherwise. */
  readonly sessions_only: boolean;
}

export interface RecordedReview {
  readonly review: ReviewState;
  /** The run that a rejection queued, as it is by now. */
  readonly continuation?: RunOfTask;
  readonly replayed: boolean;
}

/**
 * Records the verdict on a review and queues one more run when it is a rejection, both or neither (`reviews.md` A.7).
 * Refused: `validation_failed`, `review_not_found`, `run_not_found`, `invalid_status_transition`, `verdict_conflict`,
 * `reviewer_mismatch`, and a rejection as every new run is: `task_not_executable`, `open_run_exists`,
 * `attempts_exhausted`, `channel_in_other_workspace`, `payload_too_large`.
 */
export class SubmitVerdict extends Command<Committed<RecordedReview>> {
  constructor(
    readonly request: VerdictRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(SubmitVerdict)
export class SubmitVerdictHandler implements ICommandHandler<SubmitVerdict> {
  constructor(
    private readonly lane: Lane,
    private readonly runs: RunLookups,
    private readonly links: TaskLinks,
    private readonly documents: RunDocuments,
  ) {}

  // Async, so that a refusal of the verdict alone is a rejection of the promise like every other one.
  async execute({ request, context }: SubmitVerdict): Promise<Committed<RecordedReview>> {
    const { review_id, run_id, sessions_only } = request;
    const verdict = readVerdict(request.verdict);
    if (verdict instanceof Rejection) throw verdict;
    const submitted = { run_id, verdict, by: context.actor, sessions_only };
    return this.lane.execute<RecordedReview>({
      name: 'submit_verdict',
      context,
      prepare: (unit) => this.prepare(unit, review_id, verdict),
      execute: (unit) => this.submit(unit, review_id, submitted),
    });
  }

  /** A rejection queues a run: who uses its channel, and who waits for the task again when it was completed. */
  private async prepare(unit: Preparation, reviewId: string, { outcome }: Verdict): Promise<void> {
    const review = await loadReview(unit, reviewId);
    const task = review && existingTask(await unit.load(taskStream, review.task_id));
    if (!task || outcome !== 'rejected') return;
    const run = findRun(task, review.run_id);
    await Promise.all([this.runs.channelUser(unit, task, channelOf(task, run)), this.metadataOf(unit, run)]);
    if (task.status === 'completed') await this.links.loadDependents(unit, task.id);
  }

  private async submit(unit: UnitOfWork, reviewId: string, submitted: Submitted): Promise<RecordedReview> {
    const review = await loadReview(unit, reviewId);
    const task = review && existingTask(await unit.load(taskStream, review.task_id));
    if (!task) throw new Rejection('review_not_found', `review ${reviewId} does not exist`);
    const run = reviewedRun(task, review, submitted);
    if (run instanceof Rejection) throw run;
    const repeated = isRepeated(review, submitted);
    if (repeated instanceof Rejection) throw repeated;
    return repeated ? recorded(review, task, true) : this.record(unit, { task, review, run }, submitted.verdict);
  }

  private async record(
    unit: UnitOfWork,
    { task, review, run }: { readonly task: TaskState; readonly review: ReviewState; readonly run: RunState },
    verdict: Verdict,
  ): Promise<RecordedReview> {
    const rejected = verdict.outcome === 'rejected';
    const channelUser = rejected ? await this.runs.channelUser(unit, task, channelOf(task, run)) : undefined;
    const metadata = rejected ? await this.metadataOf(unit, run) : undefined;
    const decision = recordVerdict(task, { review, run }, verdict, {
      ...{ run_id: newId('run'), number: unit.nextPosition, now: unit.now },
      ...(metadata === undefined ? {} : { metadata }),
      ...(channelUser === undefined ? {} : { channel_workspace_id: channelUser }),
    });
    if (decision instanceof Rejection) throw decision;
    const changed = existingReview(unit.append(reviewStream, review.review_id, decision.review));
    const after = existingTask(unit.append(taskStream, task.id, decision.task));
    if (!changed || !after) throw new Error(`review ${review.review_id} has no state after its verdict`);
    return recorded(changed, after, false);
  }

  /** Of a run that was asked for at a front; nobody asks for that of others. */
  private async metadataOf(unit: Preparation, run: RunState | undefined): Promise<Json | undefined> {
    return run && hasRequest(run) ? unit.get(this.documents.metadataOf, run.id) : undefined;
  }
}

function recorded(review: ReviewState, task: TaskState, replayed: boolean): RecordedReview {
  const id = review.verdict?.continuation_run_id;
  const run = id === undefined ? undefined : findRun(task, id);
  return { review, replayed, ...(run ? { continuation: { task, run } } : {}) };
}

/** That of a continuation: the reviewed run's, else the task's. */
function channelOf(task: TaskState, run: RunState | undefined): string | undefined {
  return run?.network_channel ?? task.network_channel;
}
