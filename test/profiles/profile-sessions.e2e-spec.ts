/** What the execution profile has to do with the session of a run that is started without one. */
import { DataSource } from 'typeorm';
import { claimedByHand } from '../runs/support/force.js';
import { ledTo, operate, operated, sessionOf } from '../runs/support/operate.js';
import { makePlace, type Place, runDetailOf, timelineOf } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { stored } from './support/profiles.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const WORKER = { agent_name: 'ada', provider: 'a provider', model: 'a model' };

describe('the session of a started run', () => {
  it('is the agent of the worker section, with its provider and its model', async () => {
    const { task, run } = await place.queued({ owner: { kind: 'pool', ref: 'painters' } });
    await stored(service.api, task.id, { coordinator: { agent_name: 'lead', model: 'another' }, worker: WORKER });
    await claimedByHand(service, run);
    const { session_id } = await operated(service.api, 'start', run.id);
    expect(await sessionOf(service.api, session_id)).toMatchObject(WORKER);
  });

  it('is that of the pool where the profile names no agent, and has what the profile says besides', async () => {
    const { task, run } = await place.queued({ owner: { kind: 'pool', ref: 'painters' } });
    await stored(service.api, task.id, { worker: { model: 'a model' } });
    await claimedByHand(service, run);
    const session = await sessionOf(service.api, (await operated(service.api, 'start', run.id)).session_id);
    expect(session).toMatchObject({ agent_name: 'painters', model: 'a model' });
    expect(session).not.toHaveProperty('provider');
  });

  it('has neither provider nor model without a profile', async () => {
    const run = await ledTo('running', service.api, place);
    const session = await sessionOf(service.api, run.session_id);
    expect(session).not.toHaveProperty('provider');
    expect(session).not.toHaveProperty('model');
  });
});

it('a profile that cannot be read fails the run, and the caller is told', async () => {
  const { task, run } = await place.queued();
  await stored(service.api, task.id, { worker: WORKER });
  await operated(service.api, 'claim', run.id);
  // Another instance, which has the profile nowhere but in the table.
  const fresh = await startTestApp({ database: service.database });
  const sql = (text: string) => service.app.get(DataSource).query(text);
  await sql('ALTER TABLE execution_profiles RENAME TO execution_profiles_away');
  try {
    expect((await operate(fresh.api, 'start', run.id)).status).toBe(500);
  } finally {
    await sql('ALTER TABLE execution_profiles_away RENAME TO execution_profiles');
    await fresh.close();
  }
  expect((await runDetailOf(service.api, run.id)).run).toMatchObject({
    status: 'failed',
    error: 'the session could not be started',
  });
  expect((await timelineOf(service.api, task.id)).at(-1)?.event_type).toBe('task.run_failed');
});
