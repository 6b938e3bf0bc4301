import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { Rejection } from '../../ledger/rejection.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import {
  madeBefore,
  parentNotFound,
  refuseRequest,
  refuseUnreviewable,
  type RequestReview as Request,
  requestReview,
} from '../domain/decide/request-review.js';
import { existingReview, type ReviewState } from '../domain/review-state.js';
import { reviewStream } from '../domain/review-stream.js';
import { ReviewLookups } from '../lookups/review-lookups.js';
import { loadReview } from './load-review.js';
import { loadRun } from './load-run.js';

export interface ReviewRequest extends Request {
  /** Set where the caller may not know of the parent: it is then like none. */
  readonly parent_hidden?: boolean;
}

export interface RequestedReview {
  readonly review: ReviewState;
  /** False when the same request had made it before; it is then as it is by now. */
  readonly created: boolean;
}

/**
 * Asks for the review of a run that has ended (`reviews.md` A.4). Refused: `validation_failed`, `run_not_found`,
 * `invalid_status_transition`, `review_policy_mismatch`, `review_exists`.
 */
export class RequestReview extends Command<Committed<RequestedReview>> {
  constructor(
    readonly request: ReviewRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RequestReview)
export class RequestReviewHandler implements ICommandHandler<RequestReview> {
  constructor(
    private readonly lane: Lane,
    private readonly runs: RunLookups,
    private readonly lookups: ReviewLookups,
  ) {}

  // Async, so that a refusal of the request alone is a rejection of the promise like every other one.
  async execute({ request, context }: RequestReview): Promise<Committed<RequestedReview>> {
    const refusal = refuseRequest(request);
    if (refusal) throw refusal;
    return this.lane.execute<RequestedReview>({
      name: 'request_review',
      context,
      prepare: (unit) => this.prepare(unit, request),
      execute: (unit) => this.request(unit, request),
    });
  }

  private async prepare(unit: Preparation, { run_id, ...request }: ReviewRequest): Promise<void> {
    const parent = request.parent_hidden ? undefined : request.parent_review_id;
    await Promise.all([
      loadRun(unit, this.runs, run_id).then((found) => found?.run.review && loadReview(unit, found.run.review.id)),
      ...(parent === undefined ? [] : [loadReview(unit, parent), unit.get(this.lookups.childrenOf, parent)]),
    ]);
  }

  private async request(unit: UnitOfWork, request: ReviewRequest): Promise<RequestedReview> {
    const { run_id, parent_review_id: parent, parent_hidden } = request;
    const found = await loadRun(unit, this.runs, run_id);
    if (!found) throw new Rejection('run_not_found', `run ${run_id} does not exist`);
    const { task, run } = found;
    const refusal = refuseUnreviewable(run, task.id, request);
    if (refusal) throw refusal;
    const before = madeBefore(run, request);
    if (before instanceof Rejection) throw before;
    if (before !== undefined) return { review: await existing(unit, before), created: false };
    if (parent !== undefined && (parent_hidden || !(await loadReview(unit, parent)))) throw parentNotFound(parent);
    const reviewId = newId('review');
    const outcome = requestReview(task, request, reviewId);
    unit.fresh(reviewStream, reviewId);
    const review = existingReview(unit.append(reviewStream, reviewId, outcome.review));
    unit.append(taskStream, task.id, outcome.task);
    if (!review) throw new Error(`review ${reviewId} has no state after it was requested`);
    return { review, created: true };
  }
}

async function existing(unit: UnitOfWork, reviewId: string): Promise<ReviewState> {
  const review = await loadReview(unit, reviewId);
  if (!review) throw new Error(`review ${reviewId} is missing while its run is there`);
  return review;
}
