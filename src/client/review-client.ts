import { ProfileClient } from './profile-client.js';
import type { CallOptions } from './retry.js';
import { path } from './transport.js';
import type * as api from './types.js';

/** Reviews of runs that have ended. All of it is safe to repeat: the second time answers what the first one made. */
export abstract class ReviewClient extends ProfileClient {
  /** Asks for the review of a run; `created` is false when the same request had made it before. */
  requestReview(runId: string, body: api.RequestReview = {}, options?: CallOptions): Promise<api.RequestedReview> {
    const request = { body, repeatable: 'any' } as const;
    return this.change<api.RequestedReview>('POST', path`/api/task-runs/${runId}/reviews`, request, options);
  }

  /** The reviews of a run, the one that changed last first. */
  async listRunReviews(runId: string, query: api.ListReviews = {}, options?: CallOptions): Promise<api.Review[]> {
    return (await this.get<{ reviews: api.Review[] }>(path`/api/task-runs/${runId}/reviews`, query, options)).reviews;
  }

  /** The reviews of all runs of a task, the one that changed last first. */
  async listTaskReviews(taskId: string, query: api.ListReviews = {}, options?: CallOptions): Promise<api.Review[]> {
    return (await this.get<{ reviews: api.Review[] }>(path`/api/tasks/${taskId}/reviews`, query, options)).reviews;
  }

  async getReview(reviewId: string, options?: CallOptions): Promise<api.Review> {
    return (await this.get<{ review: api.Review }>(path`/api/task-reviews/${reviewId}`, {}, options)).review;
  }

  /** Records the verdict; a rejection queues one more run, which is answered with the review. */
  submitVerdict(reviewId: string, body: api.SubmitVerdict, options?: CallOptions): Promise<api.ReviewVerdict> {
    const request = { body, repeatable: 'any' } as const;
    return this.change<api.ReviewVerdict>('POST', path`/api/task-reviews/${reviewId}/verdict`, request, options);
  }
}
