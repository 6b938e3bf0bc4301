import { DataSource } from 'typeorm';
import { enqueue, makePlace, newAgent, newTask, refused, wanted } from '../support/place.js';
import { samplesOf, scrape } from '../support/scrape.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { startKeyedService } from '../access/support/keyed-service.js';
import { dependsOn } from '../tasks/support/graph.js';
import { needsAttention } from './support/force.js';

/** Readings are kept for seconds, so each test looks once, at a service of its own. */
let service: TestApp;

const named = (metricsWorkspaces: number) => startTestApp({ settings: { metricsWorkspaces } });

afterEach(() => service.close());

it('shows the queue by workspace and priority, with the age of the oldest run', async () => {
  service = await named(1);
  const [deep, shallow] = [await makePlace(service.api), await makePlace(service.api)];
  for (const priority of ['urgent', 'urgent', 'low'] as const) await deep.queued({ priority });
  const { run } = await shallow.queued();
  await enqueue(service.api, (await newTask(service.api)).id);
  await service.app
    .get(DataSource)
    .query("UPDATE claim_queue SET queued_at = clock_timestamp() - interval '1 hour' WHERE run_id = $1", [run.id]);
  const scraped = await scrape(service.url);
  expect(samplesOf(scraped, 'queue_runs')).toEqual({
    [`workspace=${deep.workspaceId},priority=urgent`]: 2,
    [`workspace=${deep.workspaceId},priority=low`]: 1,
    'workspace=other,priority=medium': 1,
    'workspace=global,priority=medium': 1,
  });
  const ages = samplesOf(scraped, 'queue_oldest_seconds');
  expect(Object.keys(ages)).toHaveLength(4);
  expect(ages['workspace=other,priority=medium']).toBeGreaterThanOrEqual(3_600);
  expect(ages['workspace=global,priority=medium']).toBeLessThan(3_600);
});

it('shows what stands beside the queue', async () => {
  service = await startTestApp({ settings: { schedulerTickSeconds: 3_600 } });
  const place = await makePlace(service.api);
  const agent = await place.agent();
  await place.queued();
  await agent.claim();
  const paused = await place.queued();
  await wanted(service.api.post(`/api/tasks/${paused.task.id}/pause`, { reason: 'wait' }), 200);
  const blocked = await place.queued();
  await dependsOn(service.api, blocked.task.id, (await place.task()).id);
  await needsAttention(service, (await place.queued()).run);
  await wanted(service.api.post('/api/scheduler/pause'), 200);
  const scraped = await scrape(service.url);
  expect(samplesOf(scraped, 'active_runs')).toEqual({ 'status=claimed': 1, 'status=starting': 0, 'status=running': 0 });
  expect(samplesOf(scraped, 'held_runs')).toEqual({ 'reason=paused': 1, 'reason=blocked': 1 });
  expect(samplesOf(scraped, 'needs_attention_runs')).toEqual({ '': 1 });
  expect(samplesOf(scraped, 'scheduler_paused')).toEqual({ '': 1 });
  expect(samplesOf(scraped, 'queue_runs')).toEqual({});
  expect(samplesOf(scraped, 'sessions')).toEqual({ 'state=starting': 0, 'state=active': 1, 'state=stopping': 0 });
});

it('counts claims, how long they took, ends, expiries, stale calls and sessions that end', async () => {
  service = await startTestApp();
  const place = await makePlace(service.api);
  const agent = await place.agent();
  const before = await scrape(service.url);
  expect(samplesOf(before, 'claims_total')).toEqual({ 'by=agent': 0, 'by=operator': 0 });
  const { run } = await place.queued();
  await agent.claim({ idempotency_key: 'once' });
  await agent.claim({ idempotency_key: 'once' });
  await wanted(agent.does('complete', run.id), 200);
  await refused(agent.does('complete', run.id), 409, '', 'AUTONOMY_LEASE_EXPIRED');
  const failing = await place.queued();
  await agent.claim();
  await wanted(agent.does('fail', failing.run.id), 200);
  const canceled = await place.queued();
  await wanted(service.api.post(`/api/tasks/${canceled.task.id}/cancel`), 200);
  const expiring = await place.queued();
  await agent.claim({ lease_seconds: 1 });
  await until(
    'the sweep',
    async () => samplesOf(await scrape(service.url), 'lease_expiries_total')['reason=scheduler_sweep'] === 1,
  );
  await refused(agent.does('heartbeat', expiring.run.id), 409, '', 'AUTONOMY_NO_ACTIVE_LEASE');
  await agent.claim();
  await wanted(service.api.post(`/api/agent/sessions/${agent.session.session_id}/stop`), 200);
  const after = await scrape(service.url);
  expect(samplesOf(after, 'claims_total')).toEqual({ 'by=agent': 4, 'by=operator': 0 });
  // Neither the replay nor the claim of what was in the queue before.
  expect(samplesOf(after, 'claim_latency_seconds_count')).toEqual({ '': 3 });
  expect(samplesOf(after, 'runs_ended_total')).toEqual({
    'status=completed': 1,
    'status=failed': 1,
    'status=canceled': 1,
  });
  expect(samplesOf(after, 'stale_refusals_total')).toMatchObject({
    'code=AUTONOMY_LEASE_EXPIRED': 1,
    'code=AUTONOMY_NO_ACTIVE_LEASE': 1,
    'code=AUTONOMY_FOREIGN_RUN': 0,
  });
  expect(samplesOf(after, 'sessions_stopped_total')).toEqual({ 'reason=unresponsive': 0, 'reason=other': 1 });
});

it('shows who waits, and how far the hub is behind', async () => {
  service = await startTestApp();
  const agent = await newAgent(service.api);
  const waiting = agent.claimNext({ wait: true });
  await until('a waiter', async () => samplesOf(await scrape(service.url), 'waiting_claims')[''] === 1);
  expect(samplesOf(await scrape(service.url), 'hub_lag_events')).toEqual({ '': 0 });
  await enqueue(service.api, (await newTask(service.api)).id);
  await wanted(waiting, 200);
});

it('leaves out what cannot be read, counts that, and answers all the same', async () => {
  service = await startTestApp();
  await service.app.get(DataSource).query('ALTER TABLE claim_queue RENAME TO elsewhere');
  expect(samplesOf(await scrape(service.url), 'queue_runs')).toEqual({});
  const scraped = await scrape(service.url);
  expect(samplesOf(scraped, 'queue_runs')).toEqual({});
  expect(samplesOf(scraped, 'metric_read_failures_total')).toEqual({
    'reading=queue': 1,
    'reading=runs': 0,
    'reading=sessions': 0,
    'reading=log': 0,
    'reading=deliveries': 0,
    'reading=webhooks': 0,
  });
  expect(samplesOf(scraped, 'needs_attention_runs')).toEqual({ '': 0 });
  expect(service.log.warnings).toContainEqual(expect.stringContaining('metrics of queue could not be read'));
});

it('names no workspace where metrics need no key but all else does', async () => {
  const keyed = await startKeyedService();
  service = keyed;
  const place = await makePlace(keyed.admin);
  await place.queued();
  expect(samplesOf(await scrape(service.url), 'queue_runs')).toEqual({ 'workspace=other,priority=medium': 1 });
});
