import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { Rejection } from '../../ledger/rejection.js';
import { sessionStream } from '../../sessions/domain/session-stream.js';
import { existingTask } from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { bindReview } from '../domain/decide/bind-review.js';
import type { ReviewCandidate } from '../domain/decide/choose-reviewer.js';
import type { ReviewState } from '../domain/review-state.js';
import { reviewStream } from '../domain/review-stream.js';
import { ReviewLookups } from '../lookups/review-lookups.js';
import { loadReview } from './load-review.js';

/** What a search for a reviewer found, and what it started from. */
export interface ReviewRoute {
  readonly review_id: string;
  readonly task_id: string;
  /** Since when a reviewer was looked for when the search began. */
  readonly routing_due_at: string;
  /** When the profile was stored by which the search went; null where there was none. */
  readonly profile_at: string | null;
  /** The best first. */
  readonly candidates: readonly ReviewCandidate[];
  /** Whether there are more who match than these. */
  readonly more: boolean;
  /** How many sessions there were to choose from. */
  readonly examined: number;
}

/**
 * Gives a review to the best session that is still there and free, or says that there is none. Answers false where
 * nothing was to be done, or where what the search started from has changed: it is then made again.
 */
export class RouteReview extends Command<Committed<boolean>> {
  constructor(
    readonly route: ReviewRoute,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RouteReview)
export class RouteReviewHandler implements ICommandHandler<RouteReview> {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: ReviewLookups,
  ) {}

  execute({ route, context }: RouteReview): Promise<Committed<boolean>> {
    return this.lane.execute<boolean>({
      name: 'route_review',
      context,
      prepare: (unit) => this.prepare(unit, route),
      execute: (unit) => this.route(unit, route),
    });
  }

  private async prepare(unit: Preparation, { review_id, task_id, candidates }: ReviewRoute): Promise<void> {
    await Promise.all([
      unit.load(reviewStream, review_id),
      unit.load(taskStream, task_id),
      ...candidates.flatMap(({ session_id }) => [
        unit.load(sessionStream, session_id),
        unit.get(this.lookups.activeReviewOfSession, session_id),
      ]),
    ]);
  }

  private async route(unit: UnitOfWork, route: ReviewRoute): Promise<boolean> {
    const review = await loadReview(unit, route.review_id);
    const task = existingTask(await unit.load(taskStream, route.task_id));
    if (!review || !task || review.routing_due_at !== route.routing_due_at) return false;
    if ((task.execution_profile?.updated_at ?? null) !== route.profile_at) return false;
    if (await this.bindFirst(unit, review, route)) return true;
    if (route.more) return false;
    const { examined } = route;
    unit.append(reviewStream, review.review_id, [{ type: 'review.not_routed', data: { candidates: examined } }]);
    return true;
  }

  /** Whoever has stopped since the search, or has got another review, is passed over. */
  private async bindFirst(unit: UnitOfWork, review: ReviewState, { candidates }: ReviewRoute): Promise<boolean> {
    for (const { session_id, agent_name, channel } of candidates) {
      const session = await unit.load(sessionStream, session_id);
      if (session?.state !== 'active') continue;
      const other = await unit.get(this.lookups.activeReviewOfSession, session_id);
      const reviewer = { session_id, agent_name, ...(channel === null ? {} : { channel_id: channel }) };
      const outcome = bindReview(review, reviewer, { review_of_session: other });
      if (outcome instanceof Rejection) continue;
      unit.append(reviewStream, review.review_id, outcome.review);
      unit.append(taskStream, review.task_id, outcome.task);
      return true;
    }
    return false;
  }
}
