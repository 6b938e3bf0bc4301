/** Who may ask for reviews, decide them and know of them, with keys (`registries.md` 5). */
import { type KeyedService, startKeyedService } from '../access/support/keyed-service.js';
import { makePlace, newAgent, type Place, refused, wanted } from '../support/place.js';
import { APPROVED, endedRun, request, requested, reviewed, reviewOf, submit, submitted } from './support/reviews.js';

let service: KeyedService;
let place: Place;

beforeAll(async () => {
  service = await startKeyedService();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.admin);
});

it('asking is for operators', async () => {
  const run = await endedRun(place);
  for (const role of ['viewer', 'agent'] as const) {
    await refused(request((await service.key({ role })).api, run.id), 403, '');
  }
  await requested((await service.key({ role: 'operator' })).api, run.id);
});

it('role agent decides as an agent session, and not otherwise', async () => {
  const review = await reviewed(service.admin, place);
  const { api } = await service.key({ role: 'agent' });
  await refused(submit((await service.key({ role: 'viewer' })).api, review, APPROVED), 403, '');
  await refused(submit(api, review, APPROVED), 403, 'is for another reviewer');
  expect((await reviewOf(service.admin, review.review_id)).status).not.toBe('recorded');
  const agent = await newAgent(api);
  const { review: recorded } = await submitted(agent.api, review, APPROVED);
  expect(recorded.reviewed_by).toEqual({ kind: 'agent_session', ref: agent.session.session_id });
});

it('a bound key finds no review of another workspace, and none as a parent', async () => {
  const foreign = await reviewed(service.admin, await makePlace(service.admin));
  const { api } = await service.key({ role: 'admin', workspace: place.workspaceId });
  await refused(api.get(`/api/task-reviews/${foreign.review_id}`), 404, 'does not exist');
  await refused(submit(api, foreign, APPROVED), 404, 'does not exist');
  await refused(request(api, foreign.run_id), 404, 'does not exist');
  const run = await endedRun(place);
  const parent_review_id = foreign.review_id;
  await refused(request(api, run.id, { parent_review_id }), 400, 'names no review');
  const review = await requested(service.admin, run.id, { parent_review_id });
  expect(review.parent_review_id).toBe(parent_review_id);
  expect(await reviewOf(api, review.review_id)).not.toHaveProperty('parent_review_id');
  const again = await wanted<{ review: object }>(request(api, run.id, { parent_review_id }), 200);
  expect(again.review).not.toHaveProperty('parent_review_id');
});
