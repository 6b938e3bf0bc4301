import { uncoveredClasses } from '../../../src/scheduler/domain/coverage.js';
import { WaitingClasses } from '../../../src/scheduler/views/waiting-classes.js';
import { SessionSightings } from '../../../src/sessions/views/session-sightings.js';
import { registerSessions } from '../../durability/support/workload.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;
beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.close());

const wants = (...required_capabilities: string[]) => ({
  key: required_capabilities.join(),
  definition: {
    workspace_id: null,
    owner: 'none',
    agent_name: null,
    allowed_agent_names: [],
    required_capabilities,
    preferred_capabilities: [],
  },
});

async function uncovered(): Promise<readonly string[]> {
  await service.app.get(SessionSightings).writeDue();
  const waiting = [wants('gpu'), wants('gpu', 'maps'), wants('tape')];
  const claimers = await service.app.get(WaitingClasses).claimers(waiting);
  return uncoveredClasses(waiting, claimers).map((one) => one.class);
}

it('counts what a session offers with its claims, one claim after the other, like what it was registered with', async () => {
  const [session] = await registerSessions(service.api, 1);
  if (!session) throw new Error('no session was registered');
  const claim = (...required_capabilities: string[]) =>
    service.api.as(session).post('/api/agent/tasks/claim-next', { required_capabilities });

  expect(await uncovered()).toEqual(['gpu', 'gpu,maps', 'tape']);
  expect((await claim('gpu')).status).toBe(204);
  expect(await uncovered()).toEqual(['gpu,maps', 'tape']);
  expect((await claim('maps')).status).toBe(204);
  expect(await uncovered()).toEqual(['tape']);
});
