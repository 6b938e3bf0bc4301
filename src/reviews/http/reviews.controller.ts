import { Controller, Get, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { mayDo } from '../../http/identity/rights.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, RequestBody } from '../../http/parsing/input.decorators.js';
import { Review, ReviewVerdict } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import { TaskAnswers } from '../../tasks/http/task-answers.js';
import { SubmitVerdict } from '../commands/submit-verdict.js';
import { GetReview } from '../views/get-review.js';
import { reviewRow } from '../views/review-view.js';
import { presentReview } from './present-review.js';
import { SubmitVerdictBody } from './review-bodies.js';

/** One review: read, and decided (`reviews.md` A.6, A.7). */
@Controller('api/task-reviews')
export class ReviewsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly answers: TaskAnswers,
  ) {}

  @Get(':id')
  @Operation({
    id: 'getTaskRunReview',
    action: 'tasks.get_review',
    summary: 'Get one review',
    right: 'read',
    validationStatus: 400,
    success: { status: 200, type: { review: Review } },
    failures: [404, 500, 503],
  })
  async get(@PathId('id', 'Review id', 'review') id: string): Promise<{ review: Review }> {
    return { review: presentReview(await this.queries.execute(new GetReview(id))) };
  }

  @Post(':id/verdict')
  @Operation({
    id: 'submitTaskRunReviewVerdict',
    action: 'tasks.submit_review',
    summary: 'Record the verdict on a run; a rejection queues one more run',
    right: 'agent',
    validationStatus: 400,
    body: { type: SubmitVerdictBody, required: true },
    success: { status: 200, type: ReviewVerdict },
    failures: [400, 403, 404, 409, 413, 500, 503],
  })
  async submit(
    @PathId('id', 'Review id', 'review') id: string,
    @RequestBody() { run_id, verdict }: SubmitVerdictBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<ReviewVerdict> {
    const sessions_only = !mayDo(caller.principal.role, 'write');
    const request = { review_id: id, run_id, verdict, sessions_only };
    const { result, position } = await this.commands.execute(new SubmitVerdict(request, context));
    reply.at(position);
    if (result.replayed) reply.replayed();
    const { review, continuation } = result;
    return {
      review: presentReview(reviewRow(review)),
      continuation_run: continuation && (await this.answers.run(continuation, reply)),
    };
  }
}
