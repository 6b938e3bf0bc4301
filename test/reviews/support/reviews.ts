/** Calls of the review operations, and runs that can be reviewed. */
import type { RequestReview, Review, ReviewVerdict, Run, SubmitVerdict } from '../../../src/client/types.js';
import type { Api, ApiAnswer } from '../../support/contract.js';
import { type ErrorAnswer, type Place, timelineOf, wanted } from '../../support/place.js';

/** The review is that of a success, the rest is of a refusal. */
export interface RequestAnswer extends ErrorAnswer {
  readonly created: boolean;
  readonly review: Review;
}

export type VerdictAnswer = ReviewVerdict & ErrorAnswer;

export const ZERO_TIME = '0001-01-01T00:00:00Z';

export type Verdict = SubmitVerdict['verdict'];

export const APPROVED: Verdict = { outcome: 'approved', confidence: 0.9, reason: 'all there', delivery_id: 'd-1' };

export const REJECTED: Verdict = {
  ...{ outcome: 'rejected', confidence: 0.7, reason: 'tests are missing', delivery_id: 'd-1' },
  missing_work: ['write the tests'],
};

export function request(api: Api, runId: string, body?: RequestReview | object): Promise<ApiAnswer<RequestAnswer>> {
  return api.post<RequestAnswer>(`/api/task-runs/${runId}/reviews`, body);
}

/** The same where it must make a review. */
export async function requested(api: Api, runId: string, body?: RequestReview): Promise<Review> {
  return (await wanted<RequestAnswer>(request(api, runId, body), 201)).review;
}

export function submit(
  api: Api,
  { review_id, run_id }: Pick<Review, 'review_id' | 'run_id'>,
  verdict: object,
): Promise<ApiAnswer<VerdictAnswer>> {
  return api.post<VerdictAnswer>(`/api/task-reviews/${review_id}/verdict`, { run_id, verdict });
}

/** The same where it must be recorded. */
export function submitted(api: Api, review: Review, verdict: object): Promise<VerdictAnswer> {
  return wanted<VerdictAnswer>(submit(api, review, verdict), 200);
}

export async function reviewOf(api: Api, id: string): Promise<Review> {
  return (await wanted<{ review: Review }>(api.get(`/api/task-reviews/${id}`), 200)).review;
}

/** A run that an agent of the place has ended, of a task of its own. */
export async function endedRun(
  place: Place,
  end: 'complete' | 'fail' = 'complete',
  more?: Parameters<Place['queued']>[0],
): Promise<Run> {
  const { run } = await place.queued(more);
  const agent = await place.agent();
  const claim = await agent.claim();
  if (claim.run.id !== run.id) throw new Error('another run was claimed: this place has more than one');
  await wanted(agent.does(end, run.id), 200);
  return run;
}

/** A review of a run that was ended so. */
export async function reviewed(
  api: Api,
  place: Place,
  end: 'complete' | 'fail' = 'complete',
  more?: Parameters<Place['queued']>[0],
): Promise<Review> {
  return requested(api, (await endedRun(place, end, more)).id);
}

/** Types of the task's events of reviews, in order. */
export async function reviewEvents(api: Api, taskId: string): Promise<string[]> {
  const types = (await timelineOf(api, taskId)).map(({ event_type }) => event_type);
  return types.filter((type) => type.startsWith('task.run_review_'));
}
