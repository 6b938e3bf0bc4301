/** What a search found may have changed by the time that it is acted on. */
import { CommandBus } from '@nestjs/cqrs';
import type { AgentSession, Review } from '../../../src/client/types.js';
import { type ReviewRoute, RouteReview } from '../../../src/reviews/commands/route-review.js';
import { DueReviews } from '../../../src/reviews/views/due-reviews.js';
import { ReviewerSearch } from '../../../src/reviews/views/reviewer-search.js';
import { type Agent, makePlace, type Place, wanted } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { CONTEXT } from '../../tasks/support/plant-tree.js';
import { APPROVED, requested, reviewOf, submitted } from '../support/reviews.js';
import { doneWork, isSettled, stopSession, unrouted } from '../support/routed-reviews.js';

jest.setTimeout(180_000);

/** Without duties: who is found, and when it is acted on, is the test's. */
let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp({ settings: { role: 'api' } });
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

interface Waiting {
  readonly review: Review;
  readonly taskId: string;
  /** In the order in which they would be chosen. */
  readonly reviewers: readonly Agent[];
}

async function waiting(reviewers = 2): Promise<Waiting> {
  const { taskId, runId } = await doneWork(place);
  const agents: Agent[] = [];
  for (let n = 0; n < reviewers; n++) agents.push(await place.agent({ agent_name: 'eve' }));
  agents.sort((a, b) => (a.session.session_id < b.session.session_id ? -1 : 1));
  return { review: await requested(service.api, runId), taskId, reviewers: agents };
}

/** What the duty would find for the review now. */
async function search({ review_id }: Review): Promise<ReviewRoute> {
  for (let page = await due(undefined); page.length > 0; page = await due(page.at(-1))) {
    const found = page.find((one) => one.review_id === review_id);
    if (!found) continue;
    const { task_id, routing_due_at, profile_at } = found;
    return { review_id, task_id, routing_due_at, profile_at, ...(await get(ReviewerSearch).find(found)) };
  }
  throw new Error(`no reviewer is looked for: ${review_id}`);
}

const get = <T>(token: new (...given: never[]) => T): T => service.app.get(token, { strict: false });
const due = (last: Parameters<DueReviews['after']>[0]) => get(DueReviews).after(last);
const route = async (found: ReviewRoute) => (await get(CommandBus).execute(new RouteReview(found, CONTEXT))).result;
const idOf = (agent: { readonly session: AgentSession } | undefined) => agent?.session.session_id;
const reviewerOf = async ({ review_id }: Review) => (await reviewOf(service.api, review_id)).reviewer_session_id;

it('the best is bound, and acting twice does nothing', async () => {
  const { review, reviewers } = await waiting();
  const found = await search(review);
  expect(found.candidates.map(({ session_id }) => session_id)).toEqual(reviewers.map(idOf));
  expect([await route(found), await route(found)]).toEqual([true, false]);
  expect(await reviewerOf(review)).toBe(idOf(reviewers[0]));
});

it('who has stopped since is passed over', async () => {
  const { review, reviewers } = await waiting();
  const found = await search(review);
  const [first] = reviewers;
  if (first) await stopSession(service.api, first);
  expect(await route(found)).toBe(true);
  expect(await reviewerOf(review)).toBe(idOf(reviewers[1]));
});

it('who has got another review since is passed over, and where nobody is left the search is over', async () => {
  const { review, reviewers } = await waiting(1);
  const { runId } = await doneWork(place);
  const other = await requested(service.api, runId);
  const found = [await search(review), await search(other)];
  for (const one of found) expect(await route(one)).toBe(true);
  expect(await reviewerOf(review)).toBe(idOf(reviewers[0]));
  expect(await reviewOf(service.api, other.review_id)).toStrictEqual(other);
  expect(await unrouted(service, other.review_id)).toEqual([found[1]?.examined]);
});

it('where those that were found have gone and there were more, they are looked for again', async () => {
  const { review, reviewers } = await waiting(18);
  const found = await search(review);
  expect([found.candidates.length, found.more]).toEqual([16, true]);
  for (const agent of reviewers.slice(0, 16)) await stopSession(service.api, agent);
  expect([await route(found), await isSettled(service, review.review_id)]).toEqual([false, false]);
  expect(await route(await search(review))).toBe(true);
  expect(await reviewerOf(review)).toBe(idOf(reviewers[16]));
});

it('where the profile was changed since, they are looked for again', async () => {
  const { review, taskId, reviewers } = await waiting(1);
  const path = `/api/tasks/${taskId}/execution-profile`;
  const put = (agent_name: string) => wanted(service.api.put(path, { task_id: taskId, review: { agent_name } }), 200);
  const before = await search(review);
  await put('mia');
  expect([await route(before), await isSettled(service, review.review_id)]).toEqual([false, false]);
  const after = await search(review);
  expect(after.candidates).toEqual([]);
  await wanted(service.api.delete(path), 204);
  expect([await route(after), await isSettled(service, review.review_id)]).toEqual([false, false]);
  expect(await route(await search(review))).toBe(true);
  expect(await reviewerOf(review)).toBe(idOf(reviewers[0]));
});

it('where the reviewer stopped after the search began, what it found for the time before is nothing', async () => {
  const { review, reviewers } = await waiting(1);
  const old = await search(review);
  await route(old);
  const [reviewer] = reviewers;
  if (reviewer) await stopSession(service.api, reviewer);
  expect((await search(review)).routing_due_at > old.routing_due_at).toBe(true);
  expect([await route(old), await isSettled(service, review.review_id)]).toEqual([false, false]);
  expect(await route(await search(review))).toBe(true);
  expect(await unrouted(service, review.review_id)).toEqual([1]);
});

it('where there is a verdict, or the task is gone, nothing is done', async () => {
  const [decided, deleted] = [await waiting(1), await waiting(1)];
  const found = [await search(decided.review), await search(deleted.review)];
  const { review } = await submitted(service.api, decided.review, APPROVED);
  await wanted(service.api.delete(`/api/tasks/${deleted.taskId}`), 204);
  for (const one of found) expect(await route(one)).toBe(false);
  expect(await reviewOf(service.api, review.review_id)).toStrictEqual(review);
});
