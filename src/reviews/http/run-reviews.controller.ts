import { Controller, Get, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { ResourceScopes } from '../../http/identity/resource-scopes.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, QueryInput, RequestBody } from '../../http/parsing/input.decorators.js';
import { RequestedReview, Review } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import { RequestReview, type ReviewRequest } from '../commands/request-review.js';
import { ListReviews, type ReviewPage } from '../views/list-reviews.js';
import { reviewRow } from '../views/review-view.js';
import { presentReview, ZERO_TIME } from './present-review.js';
import { ListReviewsQuery, RequestReviewBody } from './review-bodies.js';

/** Reviews of runs and of all runs of a task: asked for and listed (`reviews.md` A.4, A.5). */
@Controller('api')
export class RunReviewsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly resources: ResourceScopes,
  ) {}

  @Post('task-runs/:id/reviews')
  @Operation({
    id: 'requestTaskRunReview',
    action: 'tasks.request_review',
    summary: 'Ask for the review of a run that has ended',
    right: 'write',
    validationStatus: 400,
    body: { type: RequestReviewBody, required: false },
    success: [
      { status: 201, description: 'Created', type: RequestedReview },
      { status: 200, description: 'The review that the same request made before', type: RequestedReview },
    ],
    failures: [400, 404, 409, 500, 503],
  })
  async request(
    @PathId('id', 'Task run id', 'run') id: string,
    @RequestBody() body: RequestReviewBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<RequestedReview> {
    const { parent_review_id: parent } = body;
    const parent_hidden = parent !== undefined && !(await this.resources.isVisible(caller, 'review', parent));
    const request = { ...reviewRequest(id, body), parent_hidden };
    const { result, position } = await this.commands.execute(new RequestReview(request, context));
    reply.at(position);
    if (!result.created) reply.status(200).replayed();
    return { created: result.created, review: presentReview(reviewRow(result.review)) };
  }

  @Get('task-runs/:id/reviews')
  @Operation({
    id: 'listTaskRunReviews',
    action: 'tasks.list_reviews',
    summary: 'List the reviews of a run',
    right: 'read',
    validationStatus: 400,
    query: ListReviewsQuery,
    success: { status: 200, type: { reviews: [Review] } },
    failures: [400, 404, 500, 503],
  })
  async ofRun(
    @PathId('id', 'Task run id', 'run') id: string,
    @QueryInput() query: ListReviewsQuery,
    @Reply() reply: Answer,
  ): Promise<{ reviews: Review[] }> {
    return presentPage(await this.queries.execute(new ListReviews({ run_id: id }, query)), reply);
  }

  @Get('tasks/:id/reviews')
  @Operation({
    id: 'listTaskReviews',
    action: 'tasks.list_reviews',
    summary: 'List the reviews of all runs of a task',
    right: 'read',
    validationStatus: 400,
    query: ListReviewsQuery,
    success: { status: 200, type: { reviews: [Review] } },
    failures: [400, 404, 500, 503],
  })
  async ofTask(
    @PathId('id', 'Task id', 'task') id: string,
    @QueryInput() query: ListReviewsQuery,
    @Reply() reply: Answer,
  ): Promise<{ reviews: Review[] }> {
    return presentPage(await this.queries.execute(new ListReviews({ task_id: id }, query)), reply);
  }
}

/** A deadline that says that there is none is none. */
function reviewRequest(runId: string, body: RequestReviewBody): ReviewRequest {
  const { run_id, task_id, policy = 'always', review_round, attempt, parent_review_id, reason, deadline_at } = body;
  const none = deadline_at !== undefined && Date.parse(deadline_at) === Date.parse(ZERO_TIME);
  return {
    run_id: runId,
    named_run_id: run_id,
    named_task_id: task_id,
    policy,
    review_round: firstUnless(review_round),
    attempt: firstUnless(attempt),
    parent_review_id,
    reason,
    deadline_at: none ? undefined : deadline_at,
  };
}

function firstUnless(count: number | undefined): number {
  return count === undefined || count === 0 ? 1 : count;
}

function presentPage({ reviews, nextCursor }: ReviewPage, reply: Answer): { reviews: Review[] } {
  if (nextCursor !== undefined) reply.header('x-next-cursor', nextCursor);
  return { reviews: reviews.map(presentReview) };
}
