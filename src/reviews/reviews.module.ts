/**
 * Reviews of runs that have ended: who asks for one, who has it, and the verdict, of which a rejection queues one more
 * run. A review is a stream of its own; what people see of it is told on the stream of its task.
 */
import { Module, type OnModuleInit } from '@nestjs/common';
import { DutyRunner } from '../ledger/duties/duty-runner.js';
import { StreamRegistry } from '../ledger/registry.js';
import { TaskStreamModule } from '../tasks/task-stream.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { DeleteReviewsWithTask } from './commands/delete-reviews-with-task.js';
import { RequestReviewHandler } from './commands/request-review.js';
import { ReviewerLost } from './commands/reviewer-lost.js';
import { RouteReviewHandler } from './commands/route-review.js';
import { SubmitVerdictHandler } from './commands/submit-verdict.js';
import { reviewStream } from './domain/review-stream.js';
import { ReviewRoutingDuty } from './duties/review-routing.duty.js';
import { ReviewScopes } from './http/review-scopes.js';
import { ReviewsController } from './http/reviews.controller.js';
import { RunReviewsController } from './http/run-reviews.controller.js';
import { ReviewLookups } from './lookups/review-lookups.js';
import { DueReviews } from './views/due-reviews.js';
import { GetReviewHandler } from './views/get-review.js';
import { ListReviewsHandler } from './views/list-reviews.js';
import { ReviewPlaces } from './views/review-places.js';
import { ReviewerSearch } from './views/reviewer-search.js';
import { reviewView } from './views/review-view.js';

@Module({
  imports: [TaskStreamModule, TasksModule],
  controllers: [RunReviewsController, ReviewsController],
  providers: [
    RequestReviewHandler,
    SubmitVerdictHandler,
    RouteReviewHandler,
    DeleteReviewsWithTask,
    ReviewerLost,
    ReviewLookups,
    GetReviewHandler,
    ListReviewsHandler,
    ReviewPlaces,
    ReviewScopes,
    DueReviews,
    ReviewerSearch,
    ReviewRoutingDuty,
  ],
})
export class ReviewsModule implements OnModuleInit {
  constructor(
    private readonly registry: StreamRegistry,
    private readonly lookups: ReviewLookups,
    private readonly deleted: DeleteReviewsWithTask,
    private readonly lost: ReviewerLost,
    private readonly duties: DutyRunner,
    private readonly routing: ReviewRoutingDuty,
  ) {}

  onModuleInit(): void {
    this.registry.register(reviewStream);
    this.registry.view(reviewView);
    this.registry.index(this.lookups);
    this.registry.reaction(this.deleted);
    this.registry.reaction(this.lost);
    this.duties.register(this.routing);
  }
}
