/** Requests and verdicts that meet each other, and other new runs (`reviews.md` A.4, A.7). */
import type { Review } from '../../src/client/types.js';
import type { ApiAnswer } from '../support/contract.js';
import { detailOf, makePlace, timelineOf } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { APPROVED, endedRun, REJECTED, request, reviewed, reviewEvents, reviewOf, submit } from './support/reviews.js';

const ROUNDS = 20;
const CALLERS = 6;

let first: TestApp;
let second: TestApp;

jest.setTimeout(180_000);

/** Two instances on one ledger: who meets whom is settled by the database, not by one process. */
beforeAll(async () => {
  first = await startTestApp();
  second = await startTestApp({ database: first.database });
});

afterAll(async () => {
  await second.close();
  await first.close();
});

const apiOf = (n: number) => (n % 2 === 0 ? first : second).api;

/** How many answers there were of each status. */
function counted(answers: readonly ApiAnswer<unknown>[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const all = <T>(call: (n: number) => Promise<ApiAnswer<T>>) =>
  Promise.all(Array.from({ length: CALLERS }, (_, n) => call(n)));

/** A review of a completed run, in a place of its own: what the rounds leave behind is in nobody's way. */
const newReview = async (): Promise<Review> => reviewed(first.api, await makePlace(first.api));
const runsOf = async (taskId: string) => (await detailOf(first.api, taskId)).runs ?? [];

it('of equal requests one makes a review, which all are answered with', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const run = await endedRun(await makePlace(first.api));
    const answers = await all((n) => request(apiOf(n), run.id));
    expect(counted(answers)).toEqual({ 200: CALLERS - 1, 201: 1 });
    expect(new Set(answers.map(({ body }) => body.review.review_id)).size).toBe(1);
    expect(await reviewEvents(first.api, run.task_id)).toEqual(['task.run_review_requested']);
  }
});

it('of requests for different rounds one makes a review', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const run = await endedRun(await makePlace(first.api));
    const answers = await all((n) => request(apiOf(n), run.id, { review_round: n + 1 }));
    expect(counted(answers)).toEqual({ 201: 1, 409: CALLERS - 1 });
    expect(await reviewEvents(first.api, run.task_id)).toEqual(['task.run_review_requested']);
  }
});

it('of equal rejections one queues a run, which all are answered with', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const review = await newReview();
    const answers = await all((n) => submit(apiOf(n), review, { ...REJECTED, confidence: n / CALLERS }));
    expect(counted(answers)).toEqual({ 200: CALLERS });
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.continuation_run?.id)).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.review.confidence)).size).toBe(1);
    expect(await reviewEvents(first.api, review.task_id)).toHaveLength(4);
    expect(await runsOf(review.task_id)).toHaveLength(2);
  }
});

it('of different verdicts one is recorded', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const review = await newReview();
    const answers = await all((n) =>
      submit(apiOf(n), review, (n + round) % 3 === 0 ? REJECTED : { ...APPROVED, reason: `by caller ${n}` }),
    );
    const taken = answers.filter(({ status }) => status === 200);
    const { status, reason, outcome } = await reviewOf(first.api, review.review_id);
    expect(status).toBe('recorded');
    expect(taken.map(({ body }) => body.review.reason)).toEqual(taken.map(() => reason));
    // Equal rejections are one verdict.
    expect(taken).toHaveLength(outcome === 'rejected' ? CALLERS / 3 : 1);
    expect(counted(answers)).toEqual({ 200: taken.length, 409: CALLERS - taken.length });
    expect(await runsOf(review.task_id)).toHaveLength(outcome === 'rejected' ? 2 : 1);
  }
});

it('of a rejection and an enqueue one makes a run', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const review = await newReview();
    const before = (await timelineOf(first.api, review.task_id)).length;
    const reject = () => submit(apiOf(round), review, REJECTED);
    const enqueue = () => apiOf(round + 1).post<object>(`/api/tasks/${review.task_id}/runs`);
    const [one, other] = round % 2 === 0 ? [reject, enqueue] : [enqueue, reject];
    const answers: ApiAnswer<unknown>[] = await Promise.all([one(), other()]);
    expect(counted(answers)[409]).toBe(1);
    expect(await runsOf(review.task_id)).toHaveLength(2);
    const types = (await timelineOf(first.api, review.task_id)).slice(before).map(({ event_type }) => event_type);
    const { status } = await reviewOf(first.api, review.review_id);
    if (status !== 'recorded') expect(types).toEqual(['task.run_enqueued']);
    expect(types).toHaveLength(status === 'recorded' ? 3 : 1);
  }
});
