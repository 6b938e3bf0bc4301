import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Duty, DutyReport } from '../../ledger/duties/duty.js';
import { Findings } from '../../ledger/duties/findings.js';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import { RouteReview } from '../commands/route-review.js';
import { DUE_PAGE, type DueReview, DueReviews } from '../views/due-reviews.js';
import { ReviewerSearch } from '../views/reviewer-search.js';

const INTERVAL_MS = 500;

/**
 * Gives reviews to sessions that suit (`reviews.md` A.9). That a reviewer is to be looked for is written down with the
 * request, and with the stop of the session that had the review, so that nothing is forgotten whatever happens to this
 * process, and no caller waits for it.
 */
@Injectable()
export class ReviewRoutingDuty implements Duty {
  readonly name = 'review_routing';
  readonly intervalMs = INTERVAL_MS;
  readonly atOnce = true;

  constructor(
    private readonly due: DueReviews,
    private readonly reviewers: ReviewerSearch,
    private readonly commands: CommandBus,
  ) {}

  async run(): Promise<DutyReport> {
    const context: CommandContext = {
      actor: { kind: 'daemon', ref: 'review-router' },
      origin: { kind: 'daemon', ref: 'daemon.review_router' },
      correlationId: newId('duty'),
    };
    const findings = new Findings();
    let page: DueReview[] = [];
    do {
      page = await this.due.after(page.at(-1));
      await findings.each(page, (review) => this.route(review, context));
    } while (page.length === DUE_PAGE);
    return findings.report();
  }

  private async route(review: DueReview, context: CommandContext): Promise<boolean> {
    const { review_id, task_id, routing_due_at, profile_at } = review;
    const found = await this.reviewers.find(review);
    const command = new RouteReview({ review_id, task_id, routing_due_at, profile_at, ...found }, context);
    return (await this.commands.execute(command)).result;
  }
}
