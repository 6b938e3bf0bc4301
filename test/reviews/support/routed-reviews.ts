/** Reviews on their way to a reviewer, as the routing tests make and watch them. */
import { DataSource } from 'typeorm';
import type { Review } from '../../../src/client/types.js';
import type { Api } from '../../support/contract.js';
import { type Agent, type Place, wanted } from '../../support/place.js';
import type { TestApp } from '../../support/test-app.js';
import { until } from '../../support/until.js';
import { reviewOf } from './reviews.js';

/** A task whose run the worker has completed; a worker of another name than any reviewer here. */
export interface DoneWork {
  readonly taskId: string;
  readonly runId: string;
  readonly worker: Agent;
}

export async function doneWork(place: Place, agentName = 'worker'): Promise<DoneWork> {
  const { task, run } = await place.queued();
  const worker = await place.agent({ agent_name: agentName });
  await worker.claim();
  await wanted(worker.does('complete', run.id), 200);
  return { taskId: task.id, runId: run.id, worker };
}

export async function stopSession(api: Api, { session }: Agent): Promise<void> {
  await wanted(api.post(`/api/agent/sessions/${session.session_id}/stop`, { reason: 'done' }), 200);
}

/** Whether no reviewer is looked for any more. */
export async function isSettled({ app }: TestApp, reviewId: string): Promise<boolean> {
  const rows = await app
    .get(DataSource)
    .query<{ settled: boolean }[]>('SELECT routing_due_at IS NULL AS settled FROM task_reviews WHERE review_id = $1', [
      reviewId,
    ]);
  return rows[0]?.settled === true;
}

/** The review when the search for a reviewer is over. */
export async function settled(service: TestApp, reviewId: string): Promise<Review> {
  await until(`review ${reviewId} to be routed`, () => isSettled(service, reviewId));
  return reviewOf(service.api, reviewId);
}

/** How many sessions there were to choose from, each time that nobody was found. */
export async function unrouted({ app }: TestApp, reviewId: string): Promise<number[]> {
  const rows = await app
    .get(DataSource)
    .query<{ candidates: number }[]>(
      "SELECT (data ->> 'candidates')::int AS candidates FROM events WHERE stream = 'review:' || $1 " +
        "AND type = 'review.not_routed' ORDER BY position",
      [reviewId],
    );
  return rows.map(({ candidates }) => candidates);
}
