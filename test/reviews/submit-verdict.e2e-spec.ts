/** submitTaskRunReviewVerdict (`reviews.md` A.7): what is recorded, by whom, and what it is answered again. */
import type { Review, Run } from '../../src/client/types.js';
import { REVIEW_OUTCOMES } from '../../src/tasks/domain/vocabulary.js';
import {
  detailOf,
  enqueue,
  makePlace,
  newAgent,
  type Place,
  refused,
  runDetailOf,
  timelineOf,
  wanted,
} from '../support/place.js';
import { needsAttention } from '../runs/support/force.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { bound } from './support/bind.js';
import {
  APPROVED,
  endedRun,
  REJECTED,
  requested,
  reviewed,
  reviewEvents,
  reviewOf,
  submit,
  submitted,
  type Verdict,
  type VerdictAnswer,
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

const agentOf = (more: object = {}) => newAgent(service.api, { workspace: place.workspaceId, ...more });

/** What the verdict needs besides to be taken. */
const completed = (outcome: Verdict['outcome']): Verdict => ({
  ...(outcome === 'rejected' ? REJECTED : APPROVED),
  outcome,
});

describe('a verdict', () => {
  it.each(REVIEW_OUTCOMES)('%s is recorded, told twice, and leaves the reviewed run as it was', async (outcome) => {
    const review = await reviewed(service.api, place);
    const before = await runDetailOf(service.api, review.run_id);
    const answer = await submit(service.api, review, completed(outcome));
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('circuit_opened');
    const { review: recorded } = answer.body;
    expect(recorded).toMatchObject({
      ...{ review_id: review.review_id, status: 'recorded', outcome, delivery_id: 'd-1' },
      ...{ reviewed_by: { kind: 'human', ref: 'local-user' }, reviewed_at: recorded.updated_at },
      ...{ requested_at: review.requested_at, created_at: review.created_at },
    });
    expect(await reviewOf(service.api, review.review_id)).toEqual(recorded);
    expect((await runDetailOf(service.api, review.run_id)).run).toEqual(before.run);
    const events = (await timelineOf(service.api, review.task_id)).slice(-3);
    const told = events.filter(({ event_type }) => event_type !== 'task.run_review_retry_enqueued').slice(-2);
    const types = ['task.run_review_recorded', `task.run_review_${outcome}`];
    expect(told.map(({ event_type }) => event_type)).toEqual(types);
    expect(told[1]?.payload).toEqual(told[0]?.payload);
    expect(told[0]).toMatchObject({ run: { id: review.run_id }, origin: { kind: 'http', ref: 'tasks.submit_review' } });
  });

  it('is kept with all that it says, cleaned of what must not be kept', async () => {
    const review = await reviewed(service.api, place);
    const verdict = {
      ...{ outcome: ' ERROR ', confidence: 0, reason: ' agh_claim_abc leaked ', delivery_id: ' d ' },
      ...{ missing_work: [' one ', 'two'], next_round_guidance: ' look again ', review_text: ' long ', unknown: 1 },
    };
    const { review: recorded } = await submitted(service.api, review, verdict);
    expect(recorded).toMatchObject({
      ...{ outcome: 'error', confidence: 0, reason: 'agh_claim_[REDACTED] leaked', delivery_id: 'd' },
      ...{ missing_work: ['one', 'two'], next_round_guidance: 'look again', review_text: 'long' },
    });
  });

  it('overwrites the reason of the request, and moves the task', async () => {
    const run = await endedRun(place);
    const review = await requested(service.api, run.id, { reason: 'asked' });
    const { review: recorded } = await submitted(service.api, review, APPROVED);
    expect([review.reason, recorded.reason]).toEqual(['asked', 'all there']);
    expect((await detailOf(service.api, run.task_id)).task.updated_at).toBe(recorded.updated_at);
  });

  it.each([
    ['an empty list', []],
    ['null', null],
    ['nothing', undefined],
  ])('takes %s for no missing work', async (_, missing_work) => {
    const review = await reviewed(service.api, place);
    const { review: recorded } = await submitted(service.api, review, { ...APPROVED, missing_work });
    expect(recorded.missing_work).toEqual([]);
  });

  it('of a failed run that is approved leaves the task as it is', async () => {
    const review = await reviewed(service.api, place, 'fail', { max_attempts: 1 });
    await submitted(service.api, review, APPROVED);
    expect((await detailOf(service.api, review.task_id)).task.status).toBe('failed');
  });
});

describe('who may record it', () => {
  it('of a bound review: its session, people, and no other session', async () => {
    const review = await reviewed(service.api, place);
    const [critic, other] = [await agentOf({ agent_name: 'critic' }), await agentOf({ agent_name: 'other' })];
    await bound(service, review, critic.session.session_id);
    const taken = await reviewOf(service.api, review.review_id);
    expect(taken).toMatchObject({
      ...{ status: 'in_review', reviewer_session_id: critic.session.session_id, reviewer_agent_name: 'critic' },
      ...{ reviewer_peer_id: 'peer', reviewer_channel_id: 'channel', reviewed_at: ZERO_TIME },
    });
    expect(taken.started_at).not.toBe(ZERO_TIME);
    await refused(submit(other.api, review, APPROVED), 403, 'is for another reviewer');
    expect((await reviewOf(service.api, review.review_id)).status).toBe('in_review');
    const { review: recorded } = await submitted(critic.api, review, APPROVED);
    const { session_id } = critic.session;
    expect(recorded).toMatchObject({ reviewed_by: { kind: 'agent_session', ref: session_id }, status: 'recorded' });
  });

  it('of a bound review: a person', async () => {
    const review = await reviewed(service.api, place);
    await bound(service, review, (await agentOf()).session.session_id);
    const { review: recorded } = await submitted(service.api, review, APPROVED);
    expect(recorded).toMatchObject({
      reviewed_by: { kind: 'human', ref: 'local-user' },
      reviewer_agent_name: 'critic',
    });
  });

  it('of an unbound review: any session, also the one that did the work', async () => {
    const { run } = await place.queued();
    const worker = await place.agent();
    await worker.claim();
    await wanted(worker.does('complete', run.id), 200);
    const review = await requested(service.api, run.id);
    expect((await submitted(worker.api, review, APPROVED)).review.status).toBe('recorded');
  });
});

describe('the same verdict again', () => {
  it('is answered with what it recorded, and appends nothing; how sure it is is not compared', async () => {
    const review = await reviewed(service.api, place);
    const first = await submitted(service.api, review, { ...REJECTED, review_text: 'long' });
    const events = await reviewEvents(service.api, review.task_id);
    const again = await submit(service.api, review, { ...REJECTED, review_text: ' long ', confidence: 0.1 });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect([again.status, again.body]).toEqual([200, first]);
    expect(await reviewEvents(service.api, review.task_id)).toEqual(events);
  });

  it('is answered with the continuation as it is by now', async () => {
    const review = await reviewed(service.api, place);
    const { continuation_run } = await submitted(service.api, review, REJECTED);
    const agent = await agentOf({ agent_name: 'second' });
    await agent.claim();
    const again = await submitted(service.api, review, REJECTED);
    expect(again.continuation_run).toMatchObject({ id: continuation_run?.id, status: 'claimed' });
    await wanted(agent.does('complete', continuation_run?.id ?? '', { result: 1 }), 200);
    const last = await submitted(service.api, review, REJECTED);
    expect(last.continuation_run).toMatchObject({ status: 'completed', result: 1 });
  });

  it.each([
    ['reason', { reason: 'other' }],
    ['delivery_id', { delivery_id: 'd-2' }],
    ['outcome', { outcome: 'blocked' }],
    ['missing_work', { missing_work: ['write the tests', 'more'] }],
    ['guidance', { next_round_guidance: 'more' }],
    ['review_text', { review_text: 'more' }],
  ])('with another %s is refused: 409', async (_, other) => {
    const review = await reviewed(service.api, place);
    await submitted(service.api, review, REJECTED);
    const recorded = await reviewOf(service.api, review.review_id);
    await refused(submit(service.api, review, { ...REJECTED, ...other }), 409, 'has another verdict already');
    expect(await reviewOf(service.api, review.review_id)).toEqual(recorded);
  });

  it('of another actor is refused: 409', async () => {
    const review = await reviewed(service.api, place);
    await submitted(service.api, review, APPROVED);
    await refused(submit((await agentOf()).api, review, APPROVED), 409, 'has another verdict already');
  });

  it('may carry a delivery id that another review has', async () => {
    const [one, other] = [
      await reviewed(service.api, place),
      await reviewed(service.api, await makePlace(service.api)),
    ];
    await submitted(service.api, one, APPROVED);
    expect((await submitted(service.api, other, APPROVED)).review.delivery_id).toBe('d-1');
  });
});

describe('refused is', () => {
  const text = (bytes: number): string => 'ä'.repeat(Math.floor(bytes / 2)) + 'a'.repeat(bytes % 2);

  it.each([
    ['an outcome that is none', { outcome: 'fine' }, 400, 'outcome must be one of'],
    ['no outcome', { outcome: undefined }, 400, 'outcome is required'],
    ['no confidence', { confidence: undefined }, 400, 'confidence is required'],
    ['a confidence of null', { confidence: null }, 400, 'confidence is required'],
    ['a confidence of 1.01', { confidence: 1.01 }, 400, 'confidence must be between 0 and 1'],
    ['a confidence below 0', { confidence: -0.01 }, 400, 'confidence must be between 0 and 1'],
    ['a confidence in words', { confidence: '1' }, 400, 'confidence'],
    ['a blank reason', { reason: ' ' }, 400, 'reason is required'],
    ['a reason of 4097 bytes', { reason: text(4097) }, 400, 'reason must be at most 4096 bytes'],
    ['a blank delivery id', { delivery_id: '' }, 400, 'delivery_id is required'],
    ['a delivery id of 257 bytes', { delivery_id: text(257) }, 400, 'delivery_id must be at most 256 bytes'],
    ['guidance of 8193 bytes', { next_round_guidance: text(8193) }, 400, 'next_round_guidance must be at most 8192'],
    ['a text of 65537 bytes', { review_text: text(65_537) }, 400, 'review_text must be at most 65536 bytes'],
    ['missing work that is no list', { missing_work: 'all' }, 400, 'missing_work must be an array of strings'],
    ['missing work that is no text', { missing_work: [1] }, 400, 'missing_work[0] must be a string'],
    ['blank missing work', { missing_work: ['a', ' '] }, 400, 'missing_work[1] must not be blank'],
    ['missing work beyond 64 KiB', { missing_work: [text(65_536)] }, 413, 'missing_work must be at most 65536 bytes'],
    ['missing work of an approval', { missing_work: ['a'] }, 400, 'missing_work must be empty when approved'],
    ['a rejection without either', { outcome: 'rejected' }, 400, 'missing_work or next_round_guidance is required'],
  ])('%s', async (_, wrong, status, words) => {
    const review = await reviewed(service.api, place);
    await refused(submit(service.api, review, { ...APPROVED, ...wrong }), status, words);
    expect((await reviewOf(service.api, review.review_id)).status).toBe('requested');
    expect(await reviewEvents(service.api, review.task_id)).toEqual(['task.run_review_requested']);
  });

  it('a body without what it needs: 400', async () => {
    const { review_id, run_id } = await reviewed(service.api, place);
    const post = (body?: unknown) => service.api.post(`/api/task-reviews/${review_id}/verdict`, body);
    await refused(post(), 400, '');
    await refused(post('{'), 400, '');
    await refused(post({ verdict: APPROVED }), 400, 'run_id is required');
    await refused(post({ run_id: ' ', verdict: APPROVED }), 400, 'run_id is required');
    await refused(post({ run_id }), 400, 'verdict is required');
    await refused(post({ run_id, verdict: 'approved' }), 400, 'verdict');
  });

  it('the run of another review: 400', async () => {
    const review = await reviewed(service.api, place);
    const other = await reviewed(service.api, await makePlace(service.api));
    await refused(submit(service.api, { ...review, run_id: other.run_id }, APPROVED), 400, 'run_id must be the run of');
  });

  it('a review that does not exist: 404, after its fields', async () => {
    const none = { review_id: 'review-0000000000000000', run_id: 'run-0' };
    await refused(submit(service.api, none, APPROVED), 404, 'review review-0000000000000000 does not exist');
    await refused(submit(service.api, none, { ...APPROVED, confidence: 2 }), 400, 'confidence');
    await refused(service.api.get(`/api/task-reviews/${none.review_id}`), 404, 'does not exist');
  });

  it('a blank id: 400', async () => {
    await refused(service.api.get('/api/task-reviews/%20'), 400, '');
    await refused(service.api.post('/api/task-reviews/%20/verdict', { run_id: 'r', verdict: APPROVED }), 400, '');
    await refused(service.api.get('/api/task-runs/%20/reviews'), 400, '');
    await refused(service.api.post('/api/task-runs/%20/reviews'), 400, '');
    await refused(service.api.get('/api/tasks/%20/reviews'), 400, '');
  });

  it('nothing of what is as long as it may be', async () => {
    const review = await reviewed(service.api, place);
    const verdict = {
      ...{ ...APPROVED, outcome: 'blocked', confidence: 1, reason: text(4096), delivery_id: text(256) },
      ...{ next_round_guidance: text(8192), review_text: text(65_536), missing_work: ['a'.repeat(65_532)] },
    };
    expect((await submitted(service.api, review, verdict)).review.status).toBe('recorded');
  });
});

describe('a rejection', () => {
  it('queues one more run, with three events in order', async () => {
    const review = await reviewed(service.api, place, 'complete', { network_channel: 'build' });
    const { task_id, run_id, review_id } = review;
    const { run: rejected } = await runDetailOf(service.api, run_id);
    const answer = await submitted(service.api, review, REJECTED);
    const run = answer.continuation_run;
    if (!run) throw new Error('the rejection queued no run');
    expect(run).toEqual({
      ...{ id: run.id, task_id, status: 'queued', attempt: 2, queued_at: answer.review.updated_at },
      ...{ origin: { kind: 'http', ref: 'tasks.submit_review' }, network_channel: 'build' },
      coordination_channel_id: 'build',
      metadata: { source: 'task_run_review', review_id, outcome: 'rejected', parent_run_id: run_id },
    });
    expect((await runDetailOf(service.api, run.id)).run).toEqual(run);
    expect((await runDetailOf(service.api, run_id)).run).toEqual(rejected);
    const events = (await timelineOf(service.api, task_id)).slice(-3);
    const verdict = {
      ...{ review_id, run_id, outcome: 'rejected', confidence: 0.7, delivery_id: 'd-1', review_round: 1 },
      continuation_run_id: run.id,
    };
    expect(events.map(({ event_type, run: of, payload }) => [event_type, of?.id, payload])).toEqual([
      ['task.run_review_recorded', run_id, verdict],
      ['task.run_review_rejected', run_id, verdict],
      ['task.run_review_retry_enqueued', run.id, { review_id, run_id, continuation_run_id: run.id, review_round: 2 }],
    ]);
    const [first, second, third] = events.map(({ sequence }) => sequence);
    expect([second, third]).toEqual([(first ?? 0) + 1, (first ?? 0) + 2]);
  });

  it('is enough with guidance alone', async () => {
    const review = await reviewed(service.api, place);
    const { missing_work: _none, ...verdict } = { ...REJECTED, next_round_guidance: 'look again' };
    expect((await submitted(service.api, review, verdict)).continuation_run).toBeDefined();
  });

  it('derives a channel from the run where there is none', async () => {
    const review = await reviewed(service.api, place);
    const { continuation_run: run } = await submitted(service.api, review, REJECTED);
    expect(run?.coordination_channel_id).toBe(`coord-${run?.id}`);
  });

  it('opens a completed task again, whose dependents wait for it', async () => {
    const review = await reviewed(service.api, place);
    const dependent = await place.task();
    const edge = { depends_on_task_id: review.task_id };
    await wanted(service.api.post(`/api/tasks/${dependent.id}/dependencies`, edge), 200);
    expect((await detailOf(service.api, dependent.id)).task.status).toBe('ready');
    await submitted(service.api, review, REJECTED);
    const { task } = await detailOf(service.api, review.task_id);
    expect(task.status).toBe('ready');
    expect(task).not.toHaveProperty('closed_at');
    expect((await detailOf(service.api, dependent.id)).task.status).toBe('blocked');
  });

  it('wakes who waits for work, who can complete the new run; inspection names the rejected one before it', async () => {
    const review = await reviewed(service.api, place);
    const agent = await agentOf({ agent_name: 'second' });
    const waiting = agent.claim({ wait: true });
    const { continuation_run } = await submitted(service.api, review, REJECTED);
    const claim = await waiting;
    expect(claim.run.id).toBe(continuation_run?.id);
    await wanted(agent.does('complete', claim.run.id), 200);
    expect((await detailOf(service.api, review.task_id)).task.status).toBe('completed');
    expect((await runDetailOf(service.api, claim.run.id)).run).not.toHaveProperty('previous_run_id');
    const inspected = service.api.get<{ inspect: { current_run: object } }>(`/api/runs/${claim.run.id}/inspect`);
    const { inspect } = await wanted<{ inspect: { current_run: object } }>(inspected, 200);
    expect(inspect.current_run).toMatchObject({ run_id: claim.run.id, previous_run_id: review.run_id, attempt: 2 });
    const next = await requested(service.api, claim.run.id, { review_round: 2, parent_review_id: review.review_id });
    expect((await submitted(service.api, next, APPROVED)).review).toMatchObject({
      review_round: 2,
      outcome: 'approved',
    });
  });

  it('of a task of all workspaces queues a run without a channel', async () => {
    const made = service.api.post<{ task: { id: string } }>('/api/tasks', { scope: 'global', title: 'Of all' });
    const { task } = await wanted<{ task: { id: string } }>(made, 201);
    const run = await wanted<{ run: Run }>(service.api.post(`/api/tasks/${task.id}/runs`), 201);
    const worker = await newAgent(service.api);
    await worker.claim();
    await wanted(worker.does('complete', run.run.id), 200);
    const review = await requested(service.api, run.run.id);
    const { continuation_run } = await submitted(service.api, review, REJECTED);
    expect(continuation_run).not.toHaveProperty('coordination_channel_id');
    await wanted(service.api.post(`/api/task-runs/${continuation_run?.id}/cancel`), 200);
  });

  describe('is rolled back as a whole', () => {
    async function refusedRejection(review: Review, status: number, words: string, code?: string): Promise<void> {
      const before = await reviewEvents(service.api, review.task_id);
      await refused(submit(service.api, review, REJECTED), status, words, code);
      expect((await reviewOf(service.api, review.review_id)).status).toBe('requested');
      expect(await reviewEvents(service.api, review.task_id)).toEqual(before);
    }

    it('where no attempt is left: 409', async () => {
      const review = await reviewed(service.api, place, 'complete', { max_attempts: 1 });
      await refusedRejection(review, 409, 'attempts', 'attempts_exhausted');
      expect((await submit(service.api, review, APPROVED)).status).toBe(200);
    });

    it('where another run is open, also one that needs attention: 409', async () => {
      const review = await reviewed(service.api, place);
      const run = await enqueue(service.api, review.task_id);
      await refusedRejection(review, 409, 'open run', 'open_run_exists');
      await needsAttention(service, run);
      await refusedRejection(review, 409, 'open run', 'open_run_exists');
    });

    it('where the task is canceled: 409', async () => {
      const { run } = await place.queued();
      await wanted(service.api.post(`/api/tasks/${run.task_id}/cancel`), 200);
      const review = await requested(service.api, run.id);
      await refusedRejection(review, 409, 'is canceled', 'task_not_executable');
    });
  });

  it('may be recorded of a failed run', async () => {
    const review = await reviewed(service.api, place, 'fail');
    const answer: VerdictAnswer = await submitted(service.api, review, REJECTED);
    expect(answer.continuation_run).toMatchObject({ attempt: 2, status: 'queued' });
  });
});
