import { type Agent, makePlace, type Place, refused, runDetailOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { REJECTED, requested, submit, submitted } from '../reviews/support/reviews.js';
import { called, worked } from './support/called-run.js';
import { force, forced, needsAttention } from './support/force.js';

let service: TestApp;
let place: Place;
let agent: Agent;
let task: string;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
  agent = await place.agent();
  task = (await place.task()).id;
});

const runOf = async (id: string) => (await runDetailOf(service.api, id)).run;
const OPTIONS = { model: 'mine', json_schema: true, webhook_url: '' } as const;
/** As large as a request may be. */
const FULL = { prompt: 'x'.repeat(16_384 - 130) };

async function failed(options: object = OPTIONS): Promise<string> {
  const { id } = await called(service, task, { options });
  await agent.claim();
  await wanted(agent.does('fail', id), 200);
  return id;
}

async function flagged(options: object = OPTIONS): Promise<string> {
  const { id } = await called(service, task, { options });
  await needsAttention(service, await runOf(id));
  return id;
}

async function completed(options: object = OPTIONS): Promise<string> {
  const { id } = await called(service, task, { options });
  await worked(agent, id);
  return id;
}

describe.each([
  ['retry', failed],
  ['recover', flagged],
] as const)('a %s of a called run', (verb, source) => {
  it('is asked for the same', async () => {
    const id = await source();
    const { metadata } = await runOf(id);
    const { run } = await forced(service.api, verb, id);
    expect(run.metadata).toEqual(metadata);
    expect((await agent.claim()).run).toMatchObject({ id: run.id, metadata });
  });

  it('keeps what is given beside it, and lets nobody ask for something else', async () => {
    const id = await source();
    const { metadata } = await runOf(id);
    const given = { try: 2, run_request: { prompt: 'something else' } };
    const { run } = await forced(service.api, verb, id, { metadata: given });
    expect(run.metadata).toEqual({ try: 2, ...(metadata as object) });
  });

  it('is as exempt as the first, and again', async () => {
    let id = await source();
    for (let n = 0; n < 4; n++) {
      ({ id } = (await forced(service.api, verb, id)).run);
      if (verb === 'recover') await needsAttention(service, await runOf(id));
      else await wanted(service.api.post(`/api/runs/${id}/fail`, { reason: 'again' }), 200);
    }
    expect((await runOf(id)).attempt).toBe(5);
    expect((await runOf(id)).metadata).toMatchObject({ run_request: { model: 'mine' } });
  });

  it('is refused where both are too large together, and goes on without', async () => {
    const id = await source(FULL);
    const before = await runOf(id);
    await refused(force(service.api, verb, id, { metadata: { note: 'y'.repeat(200) } }), 413, 'larger than 16384');
    expect(await runOf(id)).toEqual(before);
    expect((await forced(service.api, verb, id)).run.metadata).toEqual(before.metadata);
  });
});

describe('a rejected review of a called run', () => {
  it('queues a run that is asked for the same', async () => {
    const id = await completed();
    const { metadata } = await runOf(id);
    const review = await requested(service.api, id);
    const { continuation_run } = await submitted(service.api, review, REJECTED);
    expect((await runOf(continuation_run?.id ?? '')).metadata).toEqual({
      ...{ source: 'task_run_review', review_id: review.review_id, outcome: 'rejected', parent_run_id: id },
      ...(metadata as object),
    });
  });

  it('is refused where that is too large, and leaves the review as it is', async () => {
    const review = await requested(service.api, await completed(FULL));
    await refused(submit(service.api, review, REJECTED), 413, 'larger than 16384');
    await submitted(service.api, review, { ...REJECTED, outcome: 'approved', missing_work: undefined });
  });
});

describe('a run that nobody called', () => {
  it('is retried without its metadata, as ever', async () => {
    const { run } = await place.queued({}, { metadata: { run_request: { prompt: 'mine' } } });
    await agent.claim();
    await wanted(agent.does('fail', run.id), 200);
    expect((await forced(service.api, 'retry', run.id)).run.metadata).toBeUndefined();
  });
});
