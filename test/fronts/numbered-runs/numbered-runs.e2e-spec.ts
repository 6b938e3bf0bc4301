/** The numbered run front, each line of `http.md` 14. */
import type { KeyedService } from '../../access/support/keyed-service.js';
import { needsAttention } from '../../runs/support/force.js';
import { enqueue, refused, wanted } from '../../support/place.js';
import {
  type CalledPlace,
  held,
  makeCalledPlace,
  type NumberedRun,
  runOf,
  startCalledService,
} from '../support/called-runs.js';

let service: KeyedService;
/** The same ledger, but holds hardly at all. */
let brief: KeyedService;
let place: CalledPlace;

jest.setTimeout(120_000);

beforeAll(async () => {
  service = await startCalledService();
  brief = await startCalledService({ holdMaxSeconds: 0.2, role: 'api' }, service.database);
});

afterAll(async () => {
  await brief.close();
  await service.close();
});

beforeEach(async () => {
  place = await makeCalledPlace(service);
});

const WAIT = { wait_for_completion: true };
const open = (more: Partial<NumberedRun>) => ({
  ...{ history: null, result: null, is_done: false, is_successful: null, status: 'in_progress' },
  ...more,
});

describe('a call that does not wait', () => {
  it('answers with every member and says where the run is', async () => {
    const task = await place.called();
    const { status, body, headers } = await place.c(task, { prompt: 'abc' });
    const run = await runOf(service.api, task);
    expect({ status, body }).toEqual({
      status: 200,
      body: open({ task_id: task.number, task_run_id: expect.any(Number) as number }),
    });
    expect(headers.get('location')).toBe(`/api/task-runs/${run.id}`);
    const detail = await service.api.get(`/api/task-runs/${run.id}`);
    expect(detail.status).toBe(200);
    expect(run.metadata).toMatchObject({ run_request: { prompt: 'abc' } });
    expect(run.origin).toEqual({ kind: 'http', ref: 'compat.c.run' });
  });

  it('needs no body', async () => {
    const task = await place.called();
    expect((await place.c(task)).status).toBe(200);
    expect((await runOf(service.api, task)).metadata).toMatchObject({ run_request: { prompt: 'Count the words' } });
  });

  it('is looked at by its numbers later, up to its end', async () => {
    const task = await place.called();
    const { body } = await place.c(task);
    const look = () => service.api.get<NumberedRun>(`/api/tasks/${task.number}/runs/${body.task_run_id}`);
    expect(await look()).toMatchObject({ status: 200, body: open({ task_run_id: body.task_run_id }) });
    const agent = await place.agent();
    const { run } = await agent.claim();
    const step = { index: 0, description: 'Read', actions: [{ name: 'open', success: true }] };
    await wanted(agent.does('steps', run.id, { steps: [step] }), 200);
    const action = { name: 'open', params: {}, is_done: false, success: true, extracted_content: null, error: null };
    const history = [{ description: 'Read', actions: [{ ...action, include_in_memory: false }] }];
    expect((await look()).body).toEqual(open({ task_id: task.number, task_run_id: body.task_run_id, history }));
    await wanted(agent.does('complete', run.id, { result: { words: 7 } }), 200);
    expect((await look()).body).toEqual({
      ...{ task_id: task.number, task_run_id: body.task_run_id, history },
      ...{ result: '{"words":7}', is_done: true, is_successful: true, status: 'success' },
    });
  });

  it.each([
    ['json', { words: 7 }, { words: 7 }],
    ['JSON', '{"words":7}', { words: 7 }],
    ['text', { text: 'seven' }, 'seven'],
    ['text', [7], '[7]'],
    [null, 'seven', 'seven'],
  ])('has its result as %s: %j', async (response_format, result, shown) => {
    const task = await place.called();
    const { body } = await place.c(task, { response_format });
    const agent = await place.agent();
    const { run } = await agent.claim();
    await wanted(agent.does('complete', run.id, { result }), 200);
    const answer = await service.api.get<NumberedRun>(`/api/tasks/${task.number}/runs/${body.task_run_id}`);
    expect(answer.body.result).toEqual(shown);
  });

  it('says at the end of the history why it failed', async () => {
    const task = await place.called();
    const { body } = await place.c(task);
    const agent = await place.agent();
    const { run } = await agent.claim();
    await wanted(agent.does('steps', run.id, { steps: [{ index: 4, description: 'Read', actions: [] }] }), 200);
    await wanted(agent.does('fail', run.id, { error: 'no paper' }), 200);
    const answer = await service.api.get<NumberedRun>(`/api/tasks/${task.number}/runs/${body.task_run_id}`);
    expect(answer.body).toMatchObject({ result: null, is_done: true, is_successful: false, status: 'failure' });
    const { history } = answer.body;
    expect(history?.map(({ description }) => description)).toEqual(['Read', 'The run failed']);
    expect(history?.at(-1)?.actions).toMatchObject([{ error: 'no paper', is_done: true, success: false }]);
  });
});

describe('a call that waits', () => {
  it('is answered at the end of its run', async () => {
    const task = await place.called();
    const answer = place.c(task, { ...WAIT, response_format: 'json' });
    await held(service, 1);
    const agent = await place.agent();
    const { run } = await agent.claim();
    await wanted(agent.does('complete', run.id, { result: { words: 7 } }), 200);
    const { status, body, headers } = await answer;
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { history: [], result: { words: 7 }, is_done: true, is_successful: true, status: 'success' },
    });
    expect(Number(headers.get('x-ledger-position'))).toBeGreaterThan(body.task_run_id);
    await held(service, 0);
  });

  it('answers how the run stands when that takes too long, and the run goes on', async () => {
    const task = await place.called();
    const { status, body } = await brief.api.post<NumberedRun>(`/api/tasks/${task.number}/runs`, WAIT);
    expect({ status, body }).toMatchObject({ status: 200, body: open({ history: [] }) });
    const agent = await place.agent();
    await wanted(agent.does('complete', (await agent.claim()).run.id), 200);
  });

  it('fails when its run is canceled', async () => {
    const task = await place.called();
    const answer = place.c(task, WAIT);
    await held(service, 1);
    await wanted(service.api.post(`/api/task-runs/${(await runOf(service.api, task)).id}/cancel`), 200);
    expect((await answer).body).toMatchObject({ result: null, is_done: true, is_successful: false, status: 'failure' });
  });

  it('goes on waiting while its run needs attention, until that takes too long', async () => {
    const task = await place.called();
    const options = { headers: { 'idempotency-key': 'once' } };
    await wanted(place.c(task, {}, options), 200);
    await needsAttention(service, await runOf(service.api, task));
    const { status, body } = await brief.api.post(`/api/tasks/${task.number}/runs`, WAIT, options);
    expect({ status, body }).toMatchObject({ status: 200, body: open({ history: [] }) });
  });

  it('hears of the run that a recovery put in place of its own, under its own number', async () => {
    const task = await place.called();
    const answer = place.c(task, { ...WAIT, response_format: 'json' });
    await held(service, 1);
    const first = await runOf(service.api, task);
    await needsAttention(service, first);
    const recovered = await wanted<{ run: { id: string } }>(service.api.post(`/api/runs/${first.id}/recover`), 201);
    const agent = await place.agent();
    const { run } = await agent.claim();
    expect(run.id).toBe(recovered.run.id);
    await wanted(agent.does('complete', run.id, { result: [1] }), 200);
    const { body } = await answer;
    expect(body).toMatchObject({ result: [1], status: 'success' });
    // Whoever asks for the run itself is told what became of it.
    const look = await service.api.get<NumberedRun>(`/api/tasks/${task.number}/runs/${body.task_run_id}`);
    expect(look.body).toMatchObject({ task_run_id: body.task_run_id, result: null, status: 'failure' });
  });

  it('fails at once when its task is deleted', async () => {
    const task = await place.called();
    const answer = place.c(task, WAIT);
    await held(service, 1);
    const { secret } = await service.key({ role: 'operator', fronts: ['b'], workspace: place.workspaceId });
    await wanted(service.api.with({ apikey: secret }).delete(`/api/v1/task/${task.uuid}`), 200);
    const { status, body } = await answer;
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { task_id: task.number, history: [], result: null, is_done: true, is_successful: false, status: 'failure' },
    });
    expect((await place.c(task)).status).toBe(404);
  });

  it('may be asked for by the task', async () => {
    const task = await place.called({ metadata: { run_defaults: { wait_for_completion: true } } });
    const answer = place.c(task);
    await held(service, 1);
    await wanted(service.api.post(`/api/tasks/${task.id}/cancel`), 200);
    expect((await answer).body.status).toBe('failure');
  });
});

describe('a call with an idempotency key', () => {
  const headers = { 'idempotency-key': 'once' };

  it('is answered with the same numbers, and with the end of a run that has ended, whether it waits or not', async () => {
    const task = await place.called();
    const { body: first } = await place.c(task, {}, { headers });
    const again = await place.c(task, {}, { headers });
    expect(again).toMatchObject({ status: 200, body: first });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const agent = await place.agent();
    await wanted(agent.does('complete', (await agent.claim()).run.id, { result: 'done' }), 200);
    for (const body of [{}, WAIT]) {
      expect((await place.c(task, body, { headers })).body).toEqual({
        ...first,
        ...{ history: [], result: 'done', is_done: true, is_successful: true, status: 'success' },
      });
    }
  });

  it('waits for the run that it made before', async () => {
    const task = await place.called();
    const waiting = [place.c(task, WAIT, { headers }), place.c(task, WAIT, { headers })];
    await held(service, 2);
    const agent = await place.agent();
    await wanted(agent.does('complete', (await agent.claim()).run.id, { result: 'done' }), 200);
    const [one, other] = await Promise.all(waiting);
    expect(one?.body).toMatchObject({ status: 'success' });
    expect(other?.body).toEqual(one?.body);
  });
});

describe('what is refused', () => {
  it.each([
    ['a short prompt', { prompt: 'ab' }],
    ['a provider in other letters', { provider: 'OpenAI' }],
    ['an unknown provider', { provider: 'acme' }],
    ['a schema that is none', { json_schema: 'no schema' }],
    ['a schema that refers elsewhere', { json_schema: { $ref: 'https://example.com/s.json' } }],
    ['a format that is none', { response_format: 'xml' }],
    ['text with a schema', { response_format: 'text', json_schema: true }],
    ['a wait that is no boolean', { wait_for_completion: 'true' }],
    ['a webhook to this machine', { webhook_url: 'http://127.0.0.1/' }],
    ['a webhook that is no URL', { webhook_url: 'nowhere' }],
    ['malformed JSON', '{'],
    ['a list', '[]'],
  ])('%s: 422', async (_, body) => {
    const task = await place.called();
    expect((await place.c(task, body)).status).toBe(422);
    expect((await wanted<{ runs: [] }>(service.api.get(`/api/tasks/${task.id}/runs`), 200)).runs).toEqual([]);
  });

  it.each([
    ['the shortest prompt', { prompt: 'abc' }],
    ['prompts of any letters', { prompt: '👍👍👍' }],
    ['nothing in place of everything', { prompt: null, provider: null, json_schema: null, webhook_url: null }],
    ['a provider', { provider: 'openai' }],
    ['a schema', { json_schema: { type: 'object' } }],
    ['a schema as text', { json_schema: '{"type":"object"}' }],
    ['what nobody knows', { colour: 'green' }],
    ['no webhook', { webhook_url: '' }],
  ])('but not %s', async (_, body) => {
    expect((await place.c(await place.called(), body)).status).toBe(200);
  });

  it('a second run while one is open: 409', async () => {
    const task = await place.called();
    await wanted(place.c(task), 200);
    await refused(place.c(task), 409, 'open run', 'open_run_exists');
  });

  it('a draft: 409, and who does not exist: 404', async () => {
    await refused(place.c(await place.called({ draft: true })), 409, 'draft', 'task_not_executable');
    for (const number of ['0', '000', '9007199254740992', '9999999999999999', '8999999999999999']) {
      await refused(service.api.post(`/api/tasks/${number}/runs`), 404, 'does not exist');
    }
  });

  it('what does not fit the run', async () => {
    const long = { prompt: 'x'.repeat(20_000) };
    expect((await place.c(await place.called(), long)).status).toBe(413);
  });
});

describe('the numbers', () => {
  it('may have leading zeros', async () => {
    const task = await place.called();
    const { body } = await place.c(task);
    const path = `/api/tasks/${String(task.number).padStart(16, '0')}/runs`;
    expect((await service.api.get(`${path}/00${body.task_run_id}`)).body).toMatchObject({ task_id: task.number });
    expect((await service.api.post(path)).status).toBe(409);
  });

  it('of a run belong to its task', async () => {
    const [one, other] = [await place.called(), await place.called()];
    const { body } = await place.c(one);
    for (const path of [
      `/api/tasks/${other.number}/runs/${body.task_run_id}`,
      `/api/tasks/${one.number}/runs/${one.number}`,
      `/api/tasks/${one.number}/runs/0`,
    ]) {
      expect((await service.api.get(path)).status).toBe(404);
    }
  });

  it('leave the native operations as they are', async () => {
    const task = await place.called();
    const run = await enqueue(service.api, task.id);
    expect(run.status).toBe('queued');
    const listed = await service.api.get<{ runs: unknown[] }>(`/api/tasks/${task.number}/runs`);
    expect(listed).toMatchObject({ status: 200, body: { runs: [{ id: run.id }] } });
    for (const id of ['-7', '7.5', '12345678901234567']) {
      expect((await service.api.post(`/api/tasks/${id}/runs`)).status).toBe(404);
    }
  });
});

it('a task is called again and again, whatever its limit of attempts', async () => {
  const task = await place.called({ max_attempts: 3 });
  const agent = await place.agent();
  const numbers = new Set<number>();
  for (let n = 0; n < 20; n++) {
    const { body } = await place.c(task);
    numbers.add(body.task_run_id);
    await wanted(agent.does('complete', (await agent.claim()).run.id), 200);
  }
  expect(numbers.size).toBe(20);
});
