/** listTaskRunReviews, listTaskReviews, getTaskRunReview (`reviews.md` A.5, A.6): order, filters, pages. */
import type { Review } from '../../src/client/types.js';
import { makePlace, newAgent, type Place, refused, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { bound } from './support/bind.js';
import { APPROVED, endedRun, REJECTED, requested, reviewed, reviewOf, submitted } from './support/reviews.js';

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

type Kind = 'tasks' | 'task-runs';

const get = (kind: Kind, id: string, query = '') =>
  service.api.get<{ reviews: Review[] }>(`/api/${kind}/${id}/reviews${query}`);

const list = async (kind: Kind, id: string, query = ''): Promise<string[]> => {
  const { reviews } = await wanted<{ reviews: Review[] }>(get(kind, id, query), 200);
  return reviews.map(({ review_id }) => review_id);
};

/** A task with three runs, each reviewed: the first two rejected, the last one only asked for. The newest comes first. */
async function threeReviews(): Promise<readonly [Review, Review, Review]> {
  const first = await reviewed(service.api, place);
  const worker = await place.agent();
  const next = async (before: Review): Promise<Review> => {
    const { continuation_run } = await submitted(service.api, before, REJECTED);
    const run = continuation_run?.id ?? '';
    await worker.claim();
    await wanted(worker.does('complete', run), 200);
    return requested(service.api, run);
  };
  const second = await next(first);
  return [await next(second), second, first];
}

describe('the list of a task', () => {
  it('has the reviews of all its runs, the one that changed last first', async () => {
    const reviews = await threeReviews();
    const [last, second, first] = reviews;
    const { task_id } = first;
    await reviewed(service.api, await makePlace(service.api));
    expect(await list('tasks', task_id)).toEqual([last.review_id, second.review_id, first.review_id]);
    await submitted(service.api, last, APPROVED);
    const { reviews: shown } = await wanted<{ reviews: Review[] }>(get('tasks', task_id), 200);
    expect(shown).toEqual(await Promise.all(reviews.map(({ review_id }) => reviewOf(service.api, review_id))));
    const times = shown.map(({ updated_at }) => updated_at);
    expect(times).toEqual([...times].sort().reverse());
  });

  it('moves a review to its front that a session gets', async () => {
    const { task_id, run_id } = await reviewed(service.api, place);
    const run = await wanted<{ run: { id: string } }>(service.api.post(`/api/tasks/${task_id}/runs`), 201);
    await wanted(service.api.post(`/api/task-runs/${run.run.id}/cancel`), 200);
    const later = await requested(service.api, run.run.id);
    const [, earlier = ''] = await list('tasks', task_id);
    const { session } = await newAgent(service.api, { workspace: place.workspaceId });
    await bound(service, await reviewOf(service.api, earlier), session.session_id);
    expect(await list('tasks', task_id)).toEqual([earlier, later.review_id]);
    expect((await reviewOf(service.api, earlier)).run_id).toBe(run_id);
  });

  it('is of what all filters let through', async () => {
    const [last, second, first] = await threeReviews();
    const { task_id } = first;
    const { session } = await newAgent(service.api, { workspace: place.workspaceId });
    await bound(service, last, session.session_id);
    const { session_id } = session;
    const cases: [string, Review[]][] = [
      ['?status=recorded', [second, first]],
      ['?status=%20Recorded%20', [second, first]],
      ['?status=in_review', [last]],
      ['?status=routed', []],
      ['?status=circuit_opened', []],
      ['?status=canceled', []],
      ['?status=', [last, second, first]],
      [`?reviewer_session_id=${session_id}`, [last]],
      [`?reviewer_session_id=${session_id}&status=in_review`, [last]],
      [`?reviewer_session_id=${session_id}&status=recorded`, []],
      [`?reviewer_session_id=${session_id.toUpperCase()}`, []],
      ['?limit=2', [last, second]],
      ['?limit=0', [last, second, first]],
      ['?status=recorded&limit=1', [second]],
    ];
    for (const [query, reviews] of cases) {
      const ids = reviews.map(({ review_id }) => review_id);
      expect([query, await list('tasks', task_id, query)]).toEqual([query, ids]);
    }
  });

  it('comes in pages', async () => {
    const reviews = await threeReviews();
    const found: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const answer = await get('tasks', reviews[0].task_id, `?limit=1&cursor=${cursor}`);
      found.push(...answer.body.reviews.map(({ review_id }) => review_id));
      cursor = answer.headers.get('x-next-cursor');
    }
    expect(found).toEqual(reviews.map(({ review_id }) => review_id));
  });
});

describe('the list of a run', () => {
  it('has its review alone', async () => {
    const [last, second, first] = await threeReviews();
    for (const { run_id, review_id } of [last, second, first]) {
      expect(await list('task-runs', run_id)).toEqual([review_id]);
    }
    expect(await list('task-runs', first.run_id, '?status=requested')).toEqual([]);
  });

  it('is empty where nobody asked for one', async () => {
    const run = await endedRun(place);
    expect(await list('task-runs', run.id)).toEqual([]);
    expect(await list('tasks', run.task_id)).toEqual([]);
  });
});

describe.each([
  ['tasks', 'task-0000000000000000'],
  ['task-runs', 'run-0000000000000000'],
] as const)('of %s refused is', (kind, unknown) => {
  it('one that does not exist: 404', async () => {
    await refused(get(kind, unknown), 404, `${unknown} does not exist`);
  });

  it.each([
    ['?status=open', 'status must be one of'],
    ['?limit=-1', 'limit must be at least 0'],
    ['?limit=1.5', 'limit must be an integer'],
    ['?limit=many', 'limit must be an integer'],
    ['?cursor=more', 'cursor is not one that this list answered'],
  ])('%s: 400', async (query, words) => {
    const run = await endedRun(place);
    await refused(get(kind, kind === 'tasks' ? run.task_id : run.id, query), 400, words);
  });
});
