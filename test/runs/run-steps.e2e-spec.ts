/** The history of runs: what workers told of their steps, and the view of it built anew (`http.md` 11.7). */
import { DataSource } from 'typeorm';
import type { View } from '../../src/client/types.js';
import { RunSteps } from '../../src/runs/views/run-steps.js';
import { type Agent, makePlace, type Place, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { step } from './support/called-run.js';

let service: TestApp;
let place: Place;
let agent: Agent;

jest.setTimeout(120_000);

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
  agent = await place.agent();
});

const stepsOf = (...ids: readonly string[]) => service.app.get(RunSteps, { strict: false }).stepsOf(ids);
const rows = () => service.app.get(DataSource).query<object[]>('SELECT * FROM run_steps ORDER BY run_id, index');
const told = (runId: string, ...steps: readonly object[]) => wanted(agent.does('steps', runId, { steps }), 200);

async function working(): Promise<{ readonly task_id: string; readonly id: string }> {
  await place.queued();
  return (await agent.claim()).run;
}

const shown = (index: number, description = `step ${index}`) => ({
  ...{ index, description },
  actions: [
    {
      ...{ name: 'act', params: { index }, is_done: true, success: true },
      ...{ extracted_content: 'what came of it', error: null, include_in_memory: false },
    },
  ],
});

describe('the history of a run', () => {
  it('is its steps by their indexes, each as it was told last, in one call and over several', async () => {
    const { id } = await working();
    await told(id, step(7), step(2, 'first'), step(2, 'then'));
    await told(id, step(0), step(7, 'at last'));
    const steps = [shown(0), shown(2, 'then'), shown(7, 'at last')];
    expect(await stepsOf(id, 'run-0000000000000000')).toEqual(new Map([[id, steps]]));
    expect(JSON.stringify((await stepsOf(id)).get(id))).toBe(JSON.stringify(steps));
    expect(await stepsOf()).toEqual(new Map());
  });

  it('stays when the run is taken by another worker, who goes on with it', async () => {
    const { id } = await working();
    await told(id, step(0), step(1));
    await wanted(agent.does('release', id), 200);
    const other = await place.agent();
    await other.claim();
    await wanted(other.does('steps', id, { steps: [step(1, 'anew'), step(2)] }), 200);
    expect((await stepsOf(id)).get(id)).toEqual([shown(0), shown(1, 'anew'), shown(2)]);
  });

  it('goes with its task', async () => {
    const { id, task_id } = await working();
    await told(id, step(0), step(1));
    await wanted(agent.does('complete', id), 200);
    await wanted(service.api.delete(`/api/tasks/${task_id}`), 204);
    expect(await stepsOf(id)).toEqual(new Map());
  });

  it('is the same when it is built anew', async () => {
    const { id } = await working();
    await told(id, step(0), step(1, 'first'));
    await told(id, step(1, 'then'));
    const before = await rows();
    await service.app.get(DataSource).query("UPDATE run_steps SET description = 'spoilt'");
    await wanted(service.api.post('/api/views/run_steps/rebuild'), 202);
    const rebuilt = async () => {
      const { views } = await wanted<{ views: View[] }>(service.api.get('/api/views'), 200);
      return views.find(({ name }) => name === 'run_steps')?.state !== 'rebuilding';
    };
    await until('the rebuild', rebuilt, 60_000);
    expect(await rows()).toEqual(before);
  });
});
