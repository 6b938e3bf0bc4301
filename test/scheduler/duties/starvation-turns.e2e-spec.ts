import { until } from '../../support/until.js';
import { makePlace, runDetailOf, timelineOf } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp({
    settings: {
      schedulerTickSeconds: 0.1,
      starvationAgeSeconds: 0.2,
      starvationEventTurns: 2,
      starvationAttentionTurns: 3,
    },
  });
});

afterAll(() => service.close());

it('the ladder takes its turns by itself, and is seen in health and metrics', async () => {
  const place = await makePlace(service.api);
  const { task, run } = await place.queued();
  await until('the run is set aside', async () => {
    return (await runDetailOf(service.api, run.id)).run.status === 'needs_attention';
  });
  const events = (await timelineOf(service.api, task.id)).slice(2);
  expect(events.map(({ event_type }) => event_type)).toEqual(['task.run_starved', 'task.run_needs_attention']);
  expect((events[0]?.payload as { queued_age_ms: number }).queued_age_ms).toBeGreaterThanOrEqual(200);
  const ready = await fetch(`${service.url}/health/ready`);
  const { checks } = (await ready.json()) as { checks: { duties: { detail: Record<string, unknown> } } };
  expect(checks.duties.detail).toMatchObject({
    starvation_ladder: { findings: 2, failures: 0 },
    session_loss: { findings: 0, failures: 0 },
    session_timeout: { findings: 0, failures: 0 },
    lease_expiry: { findings: 0, failures: 0 },
  });
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  expect(metrics).toContain('taskledger_duty_findings_total{duty="starvation_ladder"} 2');
});
