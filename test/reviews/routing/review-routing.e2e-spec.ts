/** Who gets a review: a session that suits, soon after it was asked for (`reviews.md` A.9). */
import { DataSource } from 'typeorm';
import { DutyRunner } from '../../../src/ledger/duties/duty-runner.js';
import { StreamRegistry } from '../../../src/ledger/registry.js';
import { verifyLedger } from '../../../src/ledger/verify/verify.js';
import { differencesFromLog } from '../../support/follower-instance.js';
import { makePlace, newAgent, newTask, enqueue, type Place, refused, timelineOf, wanted } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { APPROVED, requested, reviewOf, submit } from '../support/reviews.js';
import { doneWork, settled, stopSession, unrouted } from '../support/routed-reviews.js';

jest.setTimeout(180_000);

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

/** Ends as all that was done here must: the log is whole and says what the views say. */
afterAll(async () => {
  const registry = service.app.get(StreamRegistry, { strict: false });
  expect((await verifyLedger(service.app.get(DataSource), registry)).findings).toEqual([]);
  expect(await differencesFromLog(service.database, registry)).toEqual([]);
  await service.close();
});

beforeEach(async () => {
  place = await makePlace(service.api);
});

const putProfile = (taskId: string, review: object) =>
  wanted(service.api.put(`/api/tasks/${taskId}/execution-profile`, { task_id: taskId, review }), 200);

const boundIn = async (taskId: string) =>
  (await timelineOf(service.api, taskId)).filter(({ event_type }) => event_type === 'task.run_review_bound');

describe('a session that suits', () => {
  it('has the review soon after it was asked for; the answer shows it as it was asked for', async () => {
    const { taskId, runId } = await doneWork(place);
    const { session } = await place.agent({ agent_name: 'eve', channel: 'reviews' });
    const asked = await requested(service.api, runId);
    expect(asked).toMatchObject({ status: 'requested', started_at: '0001-01-01T00:00:00Z' });
    const review = await settled(service, asked.review_id);
    expect(review).toMatchObject({
      ...{ status: 'in_review', reviewer_session_id: session.session_id },
      ...{ reviewer_agent_name: 'eve', reviewer_channel_id: 'reviews' },
    });
    expect(review.started_at).toBe(review.updated_at);
    const [bound, ...more] = await boundIn(taskId);
    expect(more).toEqual([]);
    expect(bound).toMatchObject({ run: { id: runId }, actor: { kind: 'daemon', ref: 'review-router' } });
    expect(bound?.payload).toEqual({
      ...{ review_id: asked.review_id, run_id: runId, session_id: session.session_id },
      ...{ reviewer_agent_name: 'eve', reviewer_channel_id: 'reviews' },
    });
  });

  it('is the one with the lowest id where none suits better', async () => {
    const { runId } = await doneWork(place);
    const agents = await Promise.all(['eve', 'mia', 'zoe'].map((agent_name) => place.agent({ agent_name })));
    const [first] = agents.map(({ session }) => session.session_id).sort();
    const { review_id } = await requested(service.api, runId);
    expect((await settled(service, review_id)).reviewer_session_id).toBe(first);
  });

  it('is the one whom the task prefers', async () => {
    const { taskId, runId } = await doneWork(place);
    for (const agent_name of ['eve', 'mia', 'zoe']) await place.agent({ agent_name });
    await putProfile(taskId, { preferred_agent_names: ['mia'] });
    const { review_id } = await requested(service.api, runId);
    expect((await settled(service, review_id)).reviewer_agent_name).toBe('mia');
  });

  it('can do what the task demands', async () => {
    const { taskId, runId } = await doneWork(place);
    await Promise.all(['eve', 'mia'].map((agent_name) => place.agent({ agent_name })));
    const { session } = await place.agent({ agent_name: 'zoe', capabilities: ['sql', 'ts'] });
    await putProfile(taskId, { required_capabilities: ['sql'] });
    const { review_id } = await requested(service.api, runId);
    expect((await settled(service, review_id)).reviewer_session_id).toBe(session.session_id);
  });

  it('belongs, for a global task, to no workspace either', async () => {
    const task = await newTask(service.api);
    const run = await enqueue(service.api, task.id);
    const worker = await newAgent(service.api, { agent_name: 'worker' });
    await worker.claim();
    await wanted(worker.does('complete', run.id), 200);
    await place.agent({ agent_name: 'eve' });
    const reviewer = await newAgent(service.api, { agent_name: 'mia' });
    const { review_id } = await requested(service.api, run.id);
    expect((await settled(service, review_id)).reviewer_session_id).toBe(reviewer.session.session_id);
    await stopSession(service.api, worker);
    await stopSession(service.api, reviewer);
  });
});

describe('nobody', () => {
  it('reviews what its session or another of its agent has done, or what belongs elsewhere: it stays requested', async () => {
    const { taskId, runId } = await doneWork(place);
    await place.agent({ agent_name: 'worker' });
    const elsewhere = await makePlace(service.api);
    await elsewhere.agent({ agent_name: 'eve' });
    const nowhere = await newAgent(service.api, { agent_name: 'mia' });
    const stopped = await place.agent({ agent_name: 'zoe' });
    await stopSession(service.api, stopped);
    const asked = await requested(service.api, runId);
    expect(await settled(service, asked.review_id)).toStrictEqual(asked);
    expect(await boundIn(taskId)).toEqual([]);
    expect(await unrouted(service, asked.review_id)).toEqual([2]);
    await stopSession(service.api, nowhere);
  });

  it('is found where the task allows peers only, which sessions do not have', async () => {
    const { taskId, runId } = await doneWork(place);
    await place.agent({ agent_name: 'eve' });
    await putProfile(taskId, { allowed_peer_ids: ['peer-1'] });
    const { review_id } = await requested(service.api, runId);
    expect((await settled(service, review_id)).status).toBe('requested');
  });

  it('reviews what its session or another of its agent has asked for', async () => {
    const { runId } = await doneWork(place);
    const requester = await place.agent({ agent_name: 'eve' });
    await place.agent({ agent_name: 'eve' });
    const asked = await requested(requester.api, runId);
    expect((await settled(service, asked.review_id)).status).toBe('requested');
    expect(await unrouted(service, asked.review_id)).toEqual([3]);
  });

  it('has two reviews at a time', async () => {
    const [one, two] = [await doneWork(place), await doneWork(place)];
    const { session } = await place.agent({ agent_name: 'eve' });
    const asked = [await requested(service.api, one.runId), await requested(service.api, two.runId)];
    const reviews = [];
    for (const { review_id } of asked) reviews.push(await settled(service, review_id));
    expect(reviews.map(({ status }) => status).sort()).toEqual(['in_review', 'requested']);
    const mine = await wanted<{ reviews: unknown[] }>(
      service.api.get(`/api/tasks/${one.taskId}/reviews?reviewer_session_id=${session.session_id}`),
      200,
    );
    const others = await wanted<{ reviews: unknown[] }>(
      service.api.get(`/api/tasks/${two.taskId}/reviews?reviewer_session_id=${session.session_id}`),
      200,
    );
    expect(mine.reviews.length + others.reviews.length).toBe(1);
  });

  it('is told twice: a repeated request looks for nobody again', async () => {
    const { runId } = await doneWork(place);
    const asked = await requested(service.api, runId);
    await settled(service, asked.review_id);
    await place.agent({ agent_name: 'eve' });
    const again = await service.api.post(`/api/task-runs/${runId}/reviews`, {});
    expect([again.status, again.body]).toEqual([200, { created: false, review: asked }]);
    expect(await settled(service, asked.review_id)).toStrictEqual(asked);
  });
});

describe('when the reviewer stops', () => {
  it('another has the review, and no one else may decide it', async () => {
    const { taskId, runId } = await doneWork(place);
    const first = await place.agent({ agent_name: 'eve' });
    const asked = await requested(service.api, runId);
    const before = await settled(service, asked.review_id);
    const [second, third] = [await place.agent({ agent_name: 'mia' }), await place.agent({ agent_name: 'mia' })];
    await stopSession(service.api, first);
    const after = await settled(service, asked.review_id);
    const ids = [second, third].map(({ session }) => session.session_id).sort();
    expect(after).toMatchObject({ status: 'in_review', reviewer_session_id: ids[0], started_at: before.started_at });
    expect(after).not.toHaveProperty('reviewer_channel_id');
    expect((await boundIn(taskId)).map(({ payload }) => (payload as { session_id: string }).session_id)).toEqual([
      first.session.session_id,
      ids[0],
    ]);
    expect((await submit(first.api, asked, APPROVED)).status).toBe(401);
    const [bound, other] = second.session.session_id === ids[0] ? [second, third] : [third, second];
    await refused(submit(other.api, asked, APPROVED), 403, 'another reviewer');
    expect((await submit(bound.api, asked, APPROVED)).status).toBe(200);
  });

  it('and nobody else is there, it stays the reviewer, and a person decides', async () => {
    const { runId } = await doneWork(place);
    const reviewer = await place.agent({ agent_name: 'eve' });
    const asked = await requested(service.api, runId);
    const before = await settled(service, asked.review_id);
    await stopSession(service.api, reviewer);
    expect(await settled(service, asked.review_id)).toStrictEqual(before);
    expect(await unrouted(service, asked.review_id)).toEqual([1]);
    expect((await submit(service.api, asked, APPROVED)).status).toBe(200);
  });

  it('after its verdict, nobody is looked for', async () => {
    const { runId } = await doneWork(place);
    const reviewer = await place.agent({ agent_name: 'eve' });
    const asked = await requested(service.api, runId);
    await settled(service, asked.review_id);
    expect((await submit(reviewer.api, asked, APPROVED)).status).toBe(200);
    const recorded = await reviewOf(service.api, asked.review_id);
    await stopSession(service.api, reviewer);
    await place.agent({ agent_name: 'mia' });
    expect(await settled(service, asked.review_id)).toStrictEqual(recorded);
  });

  it('while the review is asked for, whoever is left has it', async () => {
    const round = async (): Promise<void> => {
      const here = await makePlace(service.api);
      const { runId } = await doneWork(here);
      const [leaves, stays] = [await here.agent({ agent_name: 'eve' }), await here.agent({ agent_name: 'mia' })];
      const [asked] = await Promise.all([requested(service.api, runId), stopSession(service.api, leaves)]);
      const review = await settled(service, asked.review_id);
      expect(review).toMatchObject({ status: 'in_review', reviewer_session_id: stays.session.session_id });
    };
    await Promise.all(Array.from({ length: 20 }, round));
  });
});

it('many reviews at once go to as many sessions, each to one', async () => {
  const works = [];
  for (let n = 0; n < 25; n++) works.push(await doneWork(place));
  for (let n = 0; n < 20; n++) await place.agent({ agent_name: 'eve' });
  const asked = await Promise.all(works.map(({ runId }) => requested(service.api, runId)));
  const reviews = [];
  for (const { review_id } of asked) reviews.push(await settled(service, review_id));
  const reviewers = reviews.flatMap(({ reviewer_session_id: id }) => (id === undefined ? [] : [id]));
  expect([reviewers.length, new Set(reviewers).size]).toEqual([20, 20]);
});

it('the search is a duty that health shows, without a failure', async () => {
  const { runId } = await doneWork(place);
  await place.agent({ agent_name: 'eve' });
  await settled(service, (await requested(service.api, runId)).review_id);
  const duties = service.app.get(DutyRunner).statuses();
  const routing = duties.find(({ name }) => name === 'review_routing');
  expect(routing).toMatchObject({ failures: 0 });
  expect(routing?.findings).toBeGreaterThan(0);
});
