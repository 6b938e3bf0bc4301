/** Results that have to satisfy a JSON Schema, at completion by workers and operators (`http.md` 11.6). */
import type { CreateTask, Run } from '../../../src/client/types.js';
import type { ApiAnswer } from '../../support/contract.js';
import { type Agent, makePlace, type Place, refused, runDetailOf, timelineOf, wanted } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { called } from '../support/called-run.js';
import { operate, operated, sessionOf } from '../support/operate.js';

let service: TestApp;
let place: Place;
let agent: Agent;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
  agent = await place.agent();
});

const SCHEMA = {
  type: 'object',
  required: ['words'],
  properties: { words: { type: 'integer' }, list: { items: { enum: ['a', 'b'] } } },
  additionalProperties: false,
} as const;
const WRONG = { words: 'secret1', list: ['a', 'secret2'], secret3: true };
const PLACES = [
  'result must NOT have additional properties',
  '/list/1 must be equal to one of the allowed values',
  '/words must be integer',
];
const RIGHT = { words: 3, list: ['a'] };

/** A task with a queued run whose result has to satisfy the schema. */
async function checked(json_schema: object | boolean = SCHEMA, more: Partial<CreateTask> = {}): Promise<Run> {
  const task = await place.task(more);
  const { id } = await called(service, task.id, { options: { json_schema: json_schema as typeof SCHEMA } });
  return runOf(id);
}

async function claimed(json_schema?: object | boolean): Promise<Run> {
  const { id } = await checked(json_schema);
  await agent.claim();
  return runOf(id);
}

const runOf = async (id: string): Promise<Run> => (await runDetailOf(service.api, id)).run;
const typesOf = async (taskId: string): Promise<string[]> =>
  (await timelineOf(service.api, taskId)).map(({ event_type }) => event_type);
const rejections = async (taskId: string) =>
  (await timelineOf(service.api, taskId)).filter(({ event_type }) => event_type === 'task.run_result_rejected');
const completes = (run: Run, result?: unknown) =>
  agent.does('complete', run.id, result === undefined ? {} : { result });
const isRefused = (answer: Promise<ApiAnswer<unknown>>, words: string) => refused(answer, 422, words);

describe('a result that does not satisfy the schema', () => {
  it('is refused with its places and no value; run and lease stay, and the task can tell', async () => {
    const before = await claimed();
    const { status, body } = await completes(before, WRONG);
    expect({ status, body }).toEqual({
      status: 422,
      body: {
        error: `task: validation failed: the result of run ${before.id} (refused 1 of 3 times): ${PLACES.join('; ')}`,
      },
    });
    expect(await runOf(before.id)).toEqual(before);
    const [event, ...others] = await rejections(before.task_id);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      ...{ run: { id: before.id }, payload: { errors: PLACES, rejection_count: 1 } },
      ...{ actor: { kind: 'agent_session', ref: agent.session.session_id }, origin: { ref: 'agent.task.complete' } },
    });
    expect(JSON.stringify([body, await timelineOf(service.api, before.task_id)])).not.toContain('secret');
    await wanted(agent.does('heartbeat', before.id), 200);
  });

  it('can be corrected', async () => {
    const run = await claimed();
    await isRefused(completes(run, WRONG), 'refused 1 of 3 times');
    await isRefused(completes(run), 'result must be object');
    await wanted(completes(run, RIGHT), 200);
    expect(await runOf(run.id)).toMatchObject({ status: 'completed', result: RIGHT });
    expect((await typesOf(run.task_id)).slice(-3)).toEqual([
      ...['task.run_result_rejected', 'task.run_result_rejected', 'task.run_completed'],
    ]);
  });

  it('fails the run the third time, which is said by a 422 too', async () => {
    const run = await claimed();
    await isRefused(completes(run, WRONG), 'refused 1 of 3 times');
    await isRefused(completes(run, WRONG), 'refused 2 of 3 times');
    await isRefused(completes(run, WRONG), 'the run has failed');
    expect(await runOf(run.id)).toMatchObject({ status: 'failed', error: 'result does not satisfy json_schema' });
    expect((await typesOf(run.task_id)).slice(-2)).toEqual(['task.run_result_rejected', 'task.run_failed']);
    await refused(completes(run, RIGHT), 409, 'lease', 'AUTONOMY_LEASE_EXPIRED');
    expect(await rejections(run.task_id)).toHaveLength(3);
    await checked();
    await agent.claim();
  });

  it('of an operator is refused in the same way, and the session is stopped with the third', async () => {
    const { id, task_id } = await checked();
    await operated(service.api, 'claim', id);
    const { session_id } = await operated(service.api, 'start', id);
    const attempt = () => operate(service.api, 'complete', id, { result: WRONG });
    await isRefused(attempt(), 'refused 1 of 3 times');
    await isRefused(attempt(), PLACES[0] ?? '');
    expect(await sessionOf(service.api, session_id)).toMatchObject({ state: 'active' });
    await isRefused(attempt(), 'the run has failed');
    expect(await sessionOf(service.api, session_id)).toMatchObject({ state: 'stopped', stop_reason: 'failed' });
    expect((await rejections(task_id))[0]).toMatchObject({ origin: { ref: 'tasks.complete_run' } });
    await refused(attempt(), 409, 'invalid status transition');
  });
});

describe('a result that satisfies it', () => {
  it('completes a run of an operator, whose session is stopped', async () => {
    const { id } = await checked();
    await operated(service.api, 'claim', id);
    const { session_id } = await operated(service.api, 'start', id);
    expect(await operated(service.api, 'complete', id, { result: RIGHT })).toMatchObject({ status: 'completed' });
    expect(await sessionOf(service.api, session_id)).toMatchObject({ stop_reason: 'completed' });
  });

  it('may be a text of it, which is kept as it came', async () => {
    const run = await claimed();
    await isRefused(completes(run, 'three words'), 'result must be object');
    const text = JSON.stringify(RIGHT);
    await wanted(completes(run, text), 200);
    expect(await runOf(run.id)).toMatchObject({ status: 'completed', result: text });
  });

  it.each([
    ['nothing, where null will do', { type: 'null' }, undefined],
    ['anything, where all will do', true, [1, 'a']],
    [
      'what a draft-07 schema says',
      { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'null' }], minItems: 1 },
      [null],
    ],
    ['what a pattern says', { type: 'string', pattern: '^[a-z]+$' }, 'abc'],
  ])('may be %s', async (_, schema, result) => {
    const run = await claimed(schema);
    await wanted(completes(run, result), 200);
  });
});

describe('who may complete', () => {
  it('is asked before the result is looked at', async () => {
    const run = await claimed();
    const other = await place.agent();
    await refused(other.does('complete', run.id, { result: WRONG }), 409, 'lease', 'AUTONOMY_NO_ACTIVE_LEASE');
    await wanted(agent.does('release', run.id), 200);
    await other.claim();
    await refused(completes(run, WRONG), 409, 'lease', 'AUTONOMY_NO_ACTIVE_LEASE');
    await refused(completes(run, RIGHT), 409, 'lease', 'AUTONOMY_NO_ACTIVE_LEASE');
    await refused(operate(service.api, 'complete', run.id, { result: WRONG }), 409, 'only its holder');
    expect(await rejections(run.task_id)).toEqual([]);
    await wanted(other.does('complete', run.id, { result: RIGHT }), 200);
  });

  it('is asked of runs that are queued or ended too', async () => {
    const { id, task_id } = await checked();
    await refused(operate(service.api, 'complete', id, { result: WRONG }), 409, 'invalid status transition');
    await refused(operate(service.api, 'complete', 'run-none', { result: WRONG }), 404, 'run-none');
    expect(await rejections(task_id)).toEqual([]);
  });
});

describe('completions that race', () => {
  it('complete once', async () => {
    const run = await claimed();
    const answers = await Promise.all([completes(run, RIGHT), completes(run, WRONG), completes(run, RIGHT)]);
    const statuses = answers.map(({ status }) => status).sort();
    expect([
      [200, 409, 409],
      [200, 409, 422],
    ]).toContainEqual(statuses);
    const types = await typesOf(run.task_id);
    expect(types.filter((type) => type === 'task.run_completed')).toHaveLength(1);
    expect(await rejections(run.task_id)).toHaveLength(statuses.includes(422) ? 1 : 0);
  });

  it('are refused three times at most', async () => {
    const run = await claimed();
    const answers = await Promise.all(Array.from({ length: 8 }, () => completes(run, WRONG)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([409, 409, 409, 409, 409, 422, 422, 422]);
    const types = await typesOf(run.task_id);
    expect(types.filter((type) => type === 'task.run_failed')).toHaveLength(1);
    expect((await rejections(run.task_id)).map(({ payload }) => payload)).toEqual(
      [1, 2, 3].map((rejection_count) => ({ errors: PLACES, rejection_count })),
    );
  });
});

it('a run without a schema is completed with whatever it has', async () => {
  const { run } = await place.queued();
  await agent.claim();
  await wanted(completes(run, WRONG), 200);
});

it('a retry of the run is checked as it was, and starts to count anew', async () => {
  const run = await claimed();
  for (let i = 0; i < 3; i++) await isRefused(completes(run, WRONG), 'the result of run');
  const { run: again } = await wanted<{ run: Run }>(service.api.post(`/api/runs/${run.id}/retry`, {}), 201);
  await agent.claim();
  await isRefused(completes(again, WRONG), 'refused 1 of 3 times');
  await wanted(completes(again, RIGHT), 200);
});
