import {
  type Agent,
  type ErrorAnswer,
  makePlace,
  type Place,
  refused,
  runDetailOf,
  timelineOf,
  wanted,
} from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;
let place: Place;
let agent: Agent;
let runId: string;
let taskId: string;

beforeAll(async () => {
  service = await startTestApp();
  place = await makePlace(service.api);
});

afterAll(() => service.close());

beforeEach(async () => {
  const { run } = await place.queued();
  agent = await place.agent();
  await agent.claim();
  runId = run.id;
  taskId = run.task_id;
});

const report = (body: unknown) =>
  agent.api.post<{ accepted: number } & ErrorAnswer>(`/api/agent/tasks/${runId}/steps`, body);
const shown = async () => (await timelineOf(service.api, taskId)).slice(3).map(({ payload }) => payload);

describe('reported progress', () => {
  it('is one event a step, with the defaults of an action', async () => {
    const action = {
      name: 'look',
      params: { x: 1 },
      is_done: true,
      success: false,
      error: 'no',
      include_in_memory: true,
    };
    const steps = [
      { index: 0, description: 'first' },
      { index: 1, description: 'second', actions: [{ name: 'go' }, { ...action, extracted_content: 'all' }] },
    ];
    expect(await wanted(report({ steps }), 200)).toEqual({ accepted: 2 });
    expect(await shown()).toEqual([
      { index: 0, description: 'first', actions: [] },
      {
        index: 1,
        description: 'second',
        actions: [
          { name: 'go', params: {}, is_done: false, extracted_content: null, error: null, include_in_memory: false },
          { ...action, extracted_content: 'all' },
        ],
      },
    ]);
  });

  it('may be repeated: both events are kept', async () => {
    const steps = [{ index: 3, description: 'again' }];
    for (let n = 0; n < 2; n++) await wanted(report({ steps }), 200);
    expect(await shown()).toHaveLength(2);
  });

  it('holds log lines and consumption', async () => {
    expect(await wanted(report({ log: ['', 'agh_claim_abc'], usage: { turns: 1, total_cost: 0.5 } }), 200)).toEqual({
      accepted: 0,
    });
    expect(await shown()).toEqual([{ log: ['', 'agh_claim_[REDACTED]'], usage: { turns: 1, total_cost: 0.5 } }]);
    expect((await runDetailOf(service.api, runId)).summary).toMatchObject({ turn_count: 1, total_cost: 0.5 });
  });

  it('does not extend the lease', async () => {
    const before = await runDetailOf(service.api, runId);
    await wanted(report({ log: ['a'] }), 200);
    const { run } = await runDetailOf(service.api, runId);
    expect(run).toEqual(before.run);
  });

  it('survives a requeue', async () => {
    await wanted(report({ usage: { turns: 1 } }), 200);
    await wanted(agent.does('release', runId), 200);
    await agent.claim();
    await wanted(report({ usage: { turns: 2 } }), 200);
    expect((await runDetailOf(service.api, runId)).summary.turn_count).toBe(3);
  });

  it('takes 50 steps and 50 lines of 2,000 characters', async () => {
    const steps = Array.from({ length: 50 }, (_none, index) => ({ index, description: 'x'.repeat(1000) }));
    expect(await wanted(report({ steps }), 200)).toEqual({ accepted: 50 });
    const log = Array<string>(32).fill('x'.repeat(2_000));
    await wanted(report({ log }), 200);
    await wanted(report({ log: Array<string>(50).fill('x') }), 200);
  });
});

describe('progress is refused', () => {
  const step = { index: 0, description: 'x' };
  it.each<[number, string, unknown]>([
    [422, 'needs', {}],
    [422, 'needs', { steps: [], log: [] }],
    [422, 'steps', { steps: Array(51).fill(step) }],
    [422, 'index', { steps: [{ description: 'x' }] }],
    [422, 'index', { steps: [{ index: -1, description: 'x' }] }],
    [400, 'index', { steps: [{ index: 'a', description: 'x' }] }],
    [422, 'description', { steps: [{ index: 0, description: ' ' }] }],
    [422, 'description', { steps: [{ index: 0, description: 'x'.repeat(4_001) }] }],
    [422, 'name', { steps: [{ ...step, actions: [{}] }] }],
    [422, 'name', { steps: [{ ...step, actions: [{ name: 'x'.repeat(201) }] }] }],
    [422, 'params', { steps: [{ ...step, actions: [{ name: 'x', params: { claim_token: 1 } }] }] }],
    [422, 'log', { log: Array(51).fill('x') }],
    [422, 'log', { log: ['x'.repeat(2_001)] }],
    [400, 'log', { log: [1] }],
    [422, 'usage', { usage: { turns: -1 } }],
    [400, 'usage', { usage: { turns: 'many' } }],
    [413, '65536', { log: Array(50).fill('x'.repeat(2_000)) }],
    [413, '65536', { steps: [{ ...step, actions: [{ name: 'x', extracted_content: 'x'.repeat(65_500) }] }] }],
  ])('%i: %s, case %#', async (status, words, body) => {
    await refused(report(body), status, words);
    expect(await shown()).toEqual([]);
  });
});
