import { Injectable } from '@nestjs/common';
import type { AppendOptions, CommandUnit, Preparation } from '../../ledger/lane/preparation.js';
import type { LaneReaction, StreamOutcome } from '../../ledger/lane/reaction.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import { existingTask, type TaskState, type TaskStream } from '../../tasks/domain/task-state.js';
import { deleteReview, dropParent } from '../domain/decide/delete-review.js';
import { reviewStream } from '../domain/review-stream.js';
import { ReviewLookups } from '../lookups/review-lookups.js';

/** Deletes the reviews of a deleted task's runs, in the same flush; reviews that name them as parents lose these. */
@Injectable()
export class DeleteReviewsWithTask implements LaneReaction<TaskStream, TaskEvent> {
  readonly category = 'task';
  readonly on = new Set(['task.deleted'] as const);

  constructor(private readonly lookups: ReviewLookups) {}

  async prepare({ before, after }: StreamOutcome<TaskStream, TaskEvent>, unit: Preparation): Promise<void> {
    const ids = existingTask(after) ? [] : reviewsOf(existingTask(before));
    await Promise.all(ids.map((id) => this.prepareReview(unit, id)));
  }

  async react({ before, after, events }: StreamOutcome<TaskStream, TaskEvent>, unit: CommandUnit): Promise<void> {
    const task = existingTask(before);
    if (!task || existingTask(after)) return;
    const ids = reviewsOf(task);
    const causationId = events.at(-1)?.eventId;
    const cause = causationId === undefined ? {} : { causationId };
    for (const id of ids) unit.append(reviewStream, id, deleteReview(await unit.load(reviewStream, id)), cause);
    for (const id of ids) await this.dropFromChildren(unit, id, cause);
  }

  private async prepareReview(unit: Preparation, id: string): Promise<void> {
    const [children] = await Promise.all([unit.get(this.lookups.childrenOf, id), unit.load(reviewStream, id)]);
    await Promise.all((children ?? []).map((child) => unit.load(reviewStream, child)));
  }

  private async dropFromChildren(unit: CommandUnit, parentId: string, cause: AppendOptions): Promise<void> {
    for (const id of (await unit.get(this.lookups.childrenOf, parentId)) ?? []) {
      unit.append(reviewStream, id, dropParent(await unit.load(reviewStream, id), parentId), cause);
    }
  }
}

function reviewsOf(task: TaskState | undefined): string[] {
  return (task?.runs ?? []).flatMap(({ review }) => (review ? [review.id] : []));
}
