/** requestTaskRunReview (`reviews.md` A.4): what it takes, what it makes, what it answers the second time. */
import type { Review } from '../../src/client/types.js';
import { makePlace, newAgent, newTask, enqueue, type Place, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import {
  APPROVED,
  endedRun,
  request,
  type RequestAnswer,
  requested,
  reviewEvents,
  reviewOf,
  submitted,
  ZERO_TIME,
} from './support/reviews.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  // Without duties: a review goes to nobody but whom the test gives it to.
  service = await startTestApp({ settings: { role: 'api' } });
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const ask = (runId: string, body?: object) => request(service.api, runId, body);

describe('a request', () => {
  it('without a body makes a review with the defaults, and one event', async () => {
    const run = await endedRun(place);
    const answer = await ask(run.id);
    const { created, review } = await wanted<RequestAnswer>(Promise.resolve(answer), 201);
    expect(created).toBe(true);
    expect(review).toEqual({
      ...{ review_id: expect.stringMatching(/^review-[0-9a-f]{16}$/) as string, task_id: run.task_id, run_id: run.id },
      ...{ policy: 'always', review_round: 1, attempt: 1, status: 'requested', missing_work: [] },
      ...{ routed_at: ZERO_TIME, started_at: ZERO_TIME, reviewed_at: ZERO_TIME, deadline_at: ZERO_TIME },
      ...{ requested_at: review.requested_at, created_at: review.requested_at, updated_at: review.requested_at },
    });
    const [last] = (await timelineOf(service.api, run.task_id)).slice(-1);
    const { review_id } = review;
    expect(last).toMatchObject({ event_type: 'task.run_review_requested', run: { id: run.id } });
    expect(last?.payload).toEqual({
      ...{ review_id, run_id: run.id, policy: 'always', review_round: 1, attempt: 1, created: true },
    });
    expect(Number(answer.headers.get('x-ledger-position'))).toBeGreaterThanOrEqual(last?.sequence ?? Infinity);
  });

  it('is kept with all that it says, cleaned of what must not be kept', async () => {
    const parent = await requested(service.api, (await endedRun(await makePlace(service.api))).id);
    const run = await endedRun(place, 'fail');
    const body = {
      ...{ run_id: ` ${run.id} `, task_id: run.task_id, policy: ' On_Failure ', review_round: 2, attempt: 3 },
      ...{ parent_review_id: parent.review_id, reason: ' look at agh_claim_abc ', unknown: 1 },
      deadline_at: '2030-01-01T12:00:00+02:00',
    };
    const { review } = await wanted<RequestAnswer>(ask(run.id, body), 201);
    const kept = {
      ...{ policy: 'on_failure', review_round: 2, attempt: 3, parent_review_id: parent.review_id },
      ...{ reason: 'look at agh_claim_[REDACTED]', deadline_at: '2030-01-01T10:00:00.000Z' },
    };
    expect(review).toMatchObject(kept);
    expect(await reviewOf(service.api, review.review_id)).toMatchObject(kept);
  });

  it.each([
    ['zeros', { review_round: 0, attempt: 0 }],
    ['nulls and blanks', { review_round: null, attempt: null, policy: ' ', reason: '', run_id: '', task_id: ' ' }],
    ['a deadline that is none', { deadline_at: ZERO_TIME }],
    ['null', null],
  ])('of %s is one of the defaults', async (_, body) => {
    const run = await endedRun(place);
    const text = JSON.stringify(body);
    const answer = service.api.post<RequestAnswer>(`/api/task-runs/${run.id}/reviews`, text);
    const { review } = await wanted<RequestAnswer>(answer, 201);
    expect(review).toMatchObject({ policy: 'always', review_round: 1, attempt: 1, deadline_at: ZERO_TIME });
    expect(review).not.toHaveProperty('reason');
  });

  it.each([
    ['completed', 'on_success', 201],
    ['completed', 'on_failure', 409],
    ['completed', 'always', 201],
    ['failed', 'on_success', 409],
    ['failed', 'on_failure', 201],
    ['failed', 'always', 201],
    ['canceled', 'on_success', 409],
    ['canceled', 'on_failure', 201],
    ['canceled', 'always', 201],
  ] as const)('on a %s run with policy %s is %d', async (end, policy, status) => {
    const run =
      end === 'canceled' ? await canceledRun() : await endedRun(place, end === 'failed' ? 'fail' : 'complete');
    const answer = await ask(run.id, { policy });
    expect(answer.status).toBe(status);
    if (status === 409) expect(answer.body.error).toContain(`does not cover run ${run.id}, which is ${end}`);
  });

  async function canceledRun() {
    const { run } = await place.queued();
    await wanted(service.api.post(`/api/task-runs/${run.id}/cancel`), 200);
    return run;
  }

  it('of a global task needs no workspace', async () => {
    const task = await newTask(service.api);
    const run = await enqueue(service.api, task.id);
    await wanted(service.api.post(`/api/task-runs/${run.id}/cancel`), 200);
    expect(await requested(service.api, run.id)).toMatchObject({ task_id: task.id });
  });

  it('of an agent session is recorded as its own', async () => {
    const run = await endedRun(place);
    const agent = await newAgent(service.api, { workspace: place.workspaceId, agent_name: 'asker' });
    await requested(agent.api, run.id);
    const asked = (await timelineOf(service.api, run.task_id)).find(
      ({ event_type }) => event_type === 'task.run_review_requested',
    );
    expect(asked).toMatchObject({
      actor: { kind: 'agent_session', ref: agent.session.session_id },
      origin: { kind: 'http', ref: 'tasks.request_review' },
    });
  });
});

describe('the same request again', () => {
  it('is answered with the review, and appends nothing', async () => {
    const run = await endedRun(place);
    const review = await requested(service.api, run.id, { reason: 'first' });
    const events = await reviewEvents(service.api, run.task_id);
    const differing = {
      policy: 'on_success',
      reason: 'other',
      deadline_at: '2030-01-01T00:00:00Z',
      parent_review_id: 'no',
    };
    const answer = await ask(run.id, differing);
    expect(answer.headers.get('idempotency-replayed')).toBe('true');
    const again = await wanted<RequestAnswer>(Promise.resolve(answer), 200);
    expect(again).toEqual({ created: false, review });
    expect(await reviewEvents(service.api, run.task_id)).toEqual(events);
  });

  it('is answered with the recorded review, once there is a verdict', async () => {
    const run = await endedRun(place);
    const review = await requested(service.api, run.id);
    const recorded = await submitted(service.api, review, APPROVED);
    const again = await wanted<RequestAnswer>(ask(run.id), 200);
    expect(again).toEqual({ created: false, review: recorded.review });
    expect(again.review.status).toBe('recorded');
  });

  it('is refused where its policy does not cover the run', async () => {
    const run = await endedRun(place, 'fail');
    await requested(service.api, run.id);
    await refused(ask(run.id, { policy: 'on_success' }), 409, 'does not cover');
  });
});

describe('refused is', () => {
  it.each([
    ['another round', { review_round: 2 }],
    ['another attempt', { attempt: 2 }],
  ])('%s of a run that has a review: 409', async (_, body) => {
    const run = await endedRun(place);
    const review = await requested(service.api, run.id);
    const events = await reviewEvents(service.api, run.task_id);
    await refused(ask(run.id, body), 409, `has review ${review.review_id} already`);
    expect(await reviewEvents(service.api, run.task_id)).toEqual(events);
  });

  it('a run that has not ended: 409', async () => {
    const { run } = await place.queued();
    await refused(ask(run.id), 409, 'is queued and can be reviewed when it has ended');
    const agent = await place.agent();
    await agent.claim();
    await refused(ask(run.id), 409, 'is claimed');
  });

  it('a run that does not exist: 404', async () => {
    await refused(ask('run-0000000000000000'), 404, 'run run-0000000000000000 does not exist');
  });

  it.each([
    ['policy none', { policy: 'none' }, 'policy none asks for no review'],
    ['a policy that is none', { policy: 'sometimes' }, 'policy must be one of'],
    ['another run', { run_id: 'run-0000000000000000' }, 'run_id must be the run of the path'],
    ['another task', { task_id: 'task-0000000000000000' }, "task_id must be the run's task"],
    ['a round below 0', { review_round: -1 }, 'review_round must be'],
    ['an attempt below 0', { attempt: -1 }, 'attempt must be'],
    ['a round beyond numbers', { review_round: 2 ** 31 }, 'review_round must be'],
    ['a round that is no integer', { review_round: 1.5 }, 'review_round'],
    ['a reason of 4097 bytes', { reason: 'ä'.repeat(2048) + 'a' }, 'reason must be at most 4096 bytes'],
    ['a parent of 257 bytes', { parent_review_id: 'a'.repeat(257) }, 'parent_review_id must be at most 256 bytes'],
    ['a parent that does not exist', { parent_review_id: 'review-0' }, 'parent_review_id names no review'],
    ['a deadline that is no time', { deadline_at: 'tomorrow' }, 'deadline_at'],
    ['a deadline of a year that is none', { deadline_at: '0000-01-01T00:00:00Z' }, 'deadline_at'],
    ['a deadline that its offset leads out of time', { deadline_at: '9999-12-31T23:59:59-01:00' }, 'deadline_at'],
    ['a list for a body', [], 'body'],
  ])('%s: 400', async (_, body, words) => {
    const run = await endedRun(place);
    await refused(request(service.api, run.id, body), 400, words);
    expect(await reviewEvents(service.api, run.task_id)).toEqual([]);
  });

  it('broken JSON: 400', async () => {
    const run = await endedRun(place);
    await refused(service.api.post(`/api/task-runs/${run.id}/reviews`, '{'), 400, '');
  });

  it('the first of several that are wrong: fields before what exists, what exists before its state', async () => {
    const { run } = await place.queued();
    await refused(ask('run-0000000000000000', { policy: 'none' }), 400, 'policy none');
    await refused(ask(run.id, { task_id: 'task-0' }), 400, 'task_id');
    await refused(ask(run.id, { policy: 'on_success', parent_review_id: 'no' }), 409, 'is queued');
  });

  it('a reason of 4096 bytes is not', async () => {
    const run = await endedRun(place);
    const review: Review = await requested(service.api, run.id, { reason: 'ä'.repeat(2048) });
    expect(review.reason).toHaveLength(2048);
  });
});
