/** Reviews go with their task (`reviews.md` A.1); what is left of them, in views and log. */
import { DataSource } from 'typeorm';
import { checkAgainstLog } from '../../src/ledger/followers/rebuild/rebuild.js';
import { rebuildables } from '../../src/ledger/followers/rebuild/units.js';
import { StreamRegistry } from '../../src/ledger/registry.js';
import { verifyLedger } from '../../src/ledger/verify/verify.js';
import { makePlace, newAgent, type Place, refused, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { deleteTask } from '../tasks/support/graph.js';
import { bound } from './support/bind.js';
import {
  APPROVED,
  endedRun,
  REJECTED,
  request,
  requested,
  reviewed,
  reviewOf,
  submit,
  submitted,
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

it('a review is gone with its task, and so is what names it', async () => {
  const review = await reviewed(service.api, place);
  await wanted(deleteTask(service.api, review.task_id), 204);
  await refused(service.api.get(`/api/task-reviews/${review.review_id}`), 404, 'does not exist');
  await refused(submit(service.api, review, APPROVED), 404, 'does not exist');
  await refused(request(service.api, review.run_id), 404, 'does not exist');
  await refused(service.api.get(`/api/task-runs/${review.run_id}/reviews`), 404, 'does not exist');
  await refused(service.api.get(`/api/tasks/${review.task_id}/reviews`), 404, 'does not exist');
});

it('reviews elsewhere lose their parent with its task, and nothing else', async () => {
  const parent = await reviewed(service.api, place);
  const other = await endedRun(await makePlace(service.api));
  const child = await requested(service.api, other.id, { parent_review_id: parent.review_id });
  await wanted(deleteTask(service.api, parent.task_id), 204);
  const { parent_review_id, ...kept } = child;
  expect(parent_review_id).toBe(parent.review_id);
  expect(await reviewOf(service.api, child.review_id)).toEqual(kept);
  const third = await endedRun(await makePlace(service.api));
  await refused(request(service.api, third.id, { parent_review_id: parent.review_id }), 400, 'names no review');
});

it('parent and child of one task go together', async () => {
  const parent = await reviewed(service.api, place);
  const { continuation_run } = await submitted(service.api, parent, REJECTED);
  const runId = continuation_run?.id ?? '';
  await wanted(service.api.post(`/api/task-runs/${runId}/cancel`), 200);
  const child = await requested(service.api, runId, { parent_review_id: parent.review_id });
  await wanted(deleteTask(service.api, parent.task_id), 204);
  await refused(service.api.get(`/api/task-reviews/${child.review_id}`), 404, 'does not exist');
});

it('a session that had the review of a deleted task may have another one', async () => {
  const review = await reviewed(service.api, place);
  const { session } = await newAgent(service.api, { workspace: place.workspaceId, agent_name: 'critic' });
  await bound(service, review, session.session_id);
  await wanted(deleteTask(service.api, review.task_id), 204);
  const next = await reviewed(service.api, await makePlace(service.api));
  await bound(service, next, session.session_id);
  expect((await reviewOf(service.api, next.review_id)).reviewer_session_id).toBe(session.session_id);
});

it('log and tables agree on all that was done here', async () => {
  const recorded = await reviewed(service.api, place);
  await submitted(service.api, recorded, { ...REJECTED, review_text: 'long', next_round_guidance: 'more' });
  const registry = service.app.get(StreamRegistry);
  const { findings } = await verifyLedger(service.app.get(DataSource), registry);
  expect(findings).toEqual([]);
  const views = registry.inlineViews().map(({ name }) => name);
  expect(views).toContain('review');
  const { url } = service.database;
  const inline = rebuildables(registry).filter((unit) => unit.views.some(({ name }) => views.includes(name)));
  expect(inline.length).toBeGreaterThan(2);
  for (const unit of inline) {
    expect(await checkAgainstLog(unit, { url, registry })).toEqual([]);
  }
});
