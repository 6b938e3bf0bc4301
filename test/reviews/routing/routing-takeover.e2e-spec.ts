/** A reviewer is found whoever dies: what is to be done is written down with what makes it so. */
import type { Review } from '../../../src/client/types.js';
import { DutyRunner } from '../../../src/ledger/duties/duty-runner.js';
import { type Agent, makePlace, type Place } from '../../support/place.js';
import { spawnService, stopSpawned } from '../../support/spawn-service.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { requested, reviewEvents, reviewOf } from '../support/reviews.js';
import { type DoneWork, doneWork, isSettled, settled, stopSession } from '../support/routed-reviews.js';

jest.setTimeout(180_000);

/** Takes requests; what comes after the commit is left undone, as if it had been killed there. */
let front: TestApp;
let place: Place;

beforeAll(async () => {
  front = await startTestApp({ settings: { role: 'api' } });
});

afterAll(async () => {
  await stopSpawned();
  await front.close();
});

beforeEach(async () => {
  place = await makePlace(front.api);
});

/** The review when an instance that comes up has done what was left. */
async function routedByAnother({ review_id }: Review): Promise<Review> {
  if (await isSettled(front, review_id)) return reviewOf(front.api, review_id);
  const worker = await startTestApp({ database: front.database });
  try {
    const review = await settled(front, review_id);
    const duty = worker.app
      .get(DutyRunner)
      .statuses()
      .find(({ name }) => name === 'review_routing');
    expect(duty).toMatchObject({ failures: 0 });
    return review;
  } finally {
    await worker.close();
  }
}

const idOf = ({ session }: Agent): string => session.session_id;

it('that was killed after the request was answered: the next one finds the reviewer, once', async () => {
  const { taskId, runId } = await doneWork(place);
  const reviewer = await place.agent({ agent_name: 'eve' });
  const asked = await requested(front.api, runId);
  expect([await reviewOf(front.api, asked.review_id), await isSettled(front, asked.review_id)]).toEqual([asked, false]);
  expect(await routedByAnother(asked)).toMatchObject({ status: 'in_review', reviewer_session_id: idOf(reviewer) });
  expect(await reviewEvents(front.api, taskId)).toEqual(['task.run_review_requested', 'task.run_review_bound']);
});

it('that was killed after the reviewer stopped: the next one finds another', async () => {
  const { runId } = await doneWork(place);
  const first = await place.agent({ agent_name: 'eve' });
  const asked = await requested(front.api, runId);
  expect((await routedByAnother(asked)).reviewer_session_id).toBe(idOf(first));
  const second = await place.agent({ agent_name: 'mia' });
  await stopSession(front.api, first);
  expect(await isSettled(front, asked.review_id)).toBe(false);
  expect(await routedByAnother(asked)).toMatchObject({ status: 'in_review', reviewer_session_id: idOf(second) });
});

it('before it is known who has stopped meanwhile: whoever is there when it is routed has it', async () => {
  const { runId } = await doneWork(place);
  const agents = [await place.agent({ agent_name: 'eve' }), await place.agent({ agent_name: 'eve' })];
  const [first, second] = agents.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  if (!first || !second) throw new Error('there are two agents');
  const asked = await requested(front.api, runId);
  await stopSession(front.api, first);
  expect((await routedByAnother(asked)).reviewer_session_id).toBe(idOf(second));
});

it('a leader that is killed under requests leaves none without a reviewer', async () => {
  const leader = await spawnService({ env: { DATABASE_URL: front.database.url } });
  const works: DoneWork[] = [];
  for (let n = 0; n < 6; n++) works.push(await doneWork(place));
  const agents: Agent[] = [];
  for (let n = 0; n < 6; n++) agents.push(await place.agent({ agent_name: 'eve' }));
  const asked: Review[] = [];
  const ask = async (some: readonly DoneWork[]): Promise<void> => {
    for (const { runId } of some) asked.push(await requested(front.api, runId));
  };
  await ask(works.slice(0, 1));
  for (const { review_id } of asked) await settled(front, review_id);
  await ask(works.slice(1, 4));
  leader.kill('SIGKILL');
  await ask(works.slice(4));
  await leader.exited;
  const reviewers: (string | undefined)[] = [];
  for (const review of asked) reviewers.push((await routedByAnother(review)).reviewer_session_id);
  expect(reviewers.sort()).toEqual(agents.map(idOf).sort());
  for (const { taskId } of works) {
    expect(await reviewEvents(front.api, taskId)).toEqual(['task.run_review_requested', 'task.run_review_bound']);
  }
});
