/** What the numbered and the task run front let callers ask for, over HTTP (`http.md` 11.3, 11.4). */
import type { KeyedService } from '../../access/support/keyed-service.js';
import { step, worked } from '../../runs/support/called-run.js';
import { forced } from '../../runs/support/force.js';
import { refused, wanted } from '../../support/place.js';
import {
  type CalledPlace,
  type CalledTask,
  makeCalledPlace,
  runOf,
  startCalledService,
} from '../support/called-runs.js';

let service: KeyedService;
let place: CalledPlace;
let task: CalledTask;

beforeAll(async () => {
  service = await startCalledService();
  place = await makeCalledPlace(service);
});

afterAll(() => service.close());

beforeEach(async () => {
  task = await place.called();
});

const FRONTS = [
  ['c', 'run_numbered_task'],
  ['d', 'run_task'],
] as const;
type Letter = (typeof FRONTS)[number][0];

const callOf = (front: Letter, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
  place[front](task, body, { headers });
const requestOf = async () => ((await runOf(service.api, task)).metadata as { run_request: unknown }).run_request;
const none = async () => {
  const { runs } = await wanted<{ runs: unknown[] }>(service.api.get(`/api/tasks/${task.id}/runs`), 200);
  expect(runs).toEqual([]);
};

const PLAIN = { prompt: 'Count the words', response_format: 'text', wait_for_completion: false };
const TOKEN = `agh_claim_${'a'.repeat(43)}`;
const CAUGHT = 'cannot be used: its address is not public';

describe.each(FRONTS)('front %s', (front, at) => {
  it.each<[string, unknown, string]>([
    ['model', 'm'.repeat(257), 'must be at most 256 characters'],
    ['model', TOKEN, 'must not contain raw lease credentials'],
    ['webhook_url', 'ftp://a.example.com/', 'cannot be used: the URL is neither http nor https'],
    ['webhook_url', '/relative', 'cannot be used: the URL is not valid'],
    ['webhook_url', 'https://me:secret@a.example.com/', 'cannot be used: the URL carries a user or a password'],
    ['webhook_url', `https://a.example.com/${'a'.repeat(2083)}`, 'must be at most 2083 characters'],
    ['webhook_url', 'http://127.0.0.1/', CAUGHT],
    ['webhook_url', 'http://localhost:3000/', CAUGHT],
    ['webhook_url', 'http://10.1.2.3/', CAUGHT],
    ['webhook_url', 'http://169.254.169.254/', CAUGHT],
    ['webhook_url', 'http://[::1]/', CAUGHT],
    ['webhook_url', 'http://224.0.0.1/', CAUGHT],
    ['webhook_url', 'http://0x7f.1/', CAUGHT],
    ['response_format', 'xml', 'must be one of text, json'],
    ['json_schema', 7, 'must be an object, a boolean, or a text'],
    ['json_schema', [], 'must be an object, a boolean, or a text'],
    ['json_schema', '{"type":', 'must be an object, a boolean, or a text'],
    ['json_schema', { type: 'nothing' }, 'is no JSON Schema'],
    ['json_schema', { $ref: 'https://a.example.com/schema' }, 'has a $ref that leads to nothing in it'],
    ['json_schema', { $schema: 'http://json-schema.org/draft-04/schema#' }, 'must be of draft 2020-12 or draft-07'],
    ['json_schema', { const: 'x'.repeat(12_288) }, 'must be at most 12288 bytes'],
    ['json_schema', { properties: { claim_token: true } }, 'must not contain raw lease credentials'],
    ['json_schema', JSON.stringify({ properties: { claim_token: true } }), 'must not contain raw lease credentials'],
    ['wait_for_completion', 'true', 'must be a boolean'],
    ['prompt', 7, 'must be a string'],
  ])('refuses %s: %#', async (name, value, words) => {
    await refused(callOf(front, { [name]: value }), 422, `${at}.${name} ${words}`);
    await none();
  });

  it.each([
    ['malformed', '{', 'body is not valid JSON'],
    ['a list', '[]', 'body must be a JSON object'],
    ['null', 'null', 'body must be a JSON object'],
    ['a number', '7', 'body must be a JSON object'],
  ])('refuses a body that is %s', async (_, body, words) => {
    await refused(callOf(front, body), 422, words);
    await none();
  });

  it('refuses text with a schema of the same call', async () => {
    const body = { response_format: 'Text', json_schema: { type: 'object' } };
    await refused(callOf(front, body), 422, 'response_format must not be text together with json_schema');
    await none();
  });

  it.each([
    ['an object', { type: 'object', properties: { n: { $ref: '#/$defs/n' } }, $defs: { n: { type: 'integer' } } }],
    ['a text', '{ "type": "object" }'],
    ['draft-07', { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' }],
    ['a boolean', true],
  ])('takes a schema that is %s', async (_, json_schema) => {
    expect((await callOf(front, { json_schema })).status).toBe(200);
    const kept: unknown = typeof json_schema === 'string' ? JSON.parse(json_schema) : json_schema;
    expect(await requestOf()).toMatchObject({ response_format: 'json', json_schema: kept });
  });

  it('takes null, unknown members, any content type and an empty body as nothing', async () => {
    const names = [
      'prompt',
      'model',
      'provider',
      'webhook_url',
      'response_format',
      'json_schema',
      'wait_for_completion',
    ];
    const body = { ...Object.fromEntries(names.map((name) => [name, null])), other: { nested: 1 } };
    const headers = { 'content-type': 'text/plain' };
    expect((await callOf(front, JSON.stringify(body), headers)).status).toBe(200);
    expect(await requestOf()).toMatchObject(PLAIN);
    task = await place.called();
    expect((await callOf(front)).status).toBe(200);
    expect(await requestOf()).toMatchObject(PLAIN);
  });

  it('hides credentials in a prompt, wherever it is shown', async () => {
    expect((await callOf(front, { prompt: `Use ${TOKEN} for it` })).status).toBe(200);
    expect(await requestOf()).toMatchObject({ prompt: 'Use agh_claim_[REDACTED] for it' });
  });

  it('refuses what is too large to be kept with the run', async () => {
    await refused(callOf(front, { prompt: 'x'.repeat(16_384) }), 413, 'larger than 16384 bytes');
    await none();
  });

  it('refuses a second run while one is open, and a task that cannot run', async () => {
    expect((await callOf(front)).status).toBe(200);
    await refused(callOf(front), 409, 'already has open run', 'open_run_exists');
    await wanted(service.api.post(`/api/tasks/${task.id}/cancel`), 200);
    await refused(callOf(front), 409, 'canceled', 'task_not_executable');
    task = await place.called({ draft: true });
    await refused(callOf(front), 409, 'draft', 'task_not_executable');
    task = await place.called();
    await wanted(service.api.delete(`/api/tasks/${task.id}`), 204);
    await refused(callOf(front), 404, 'does not exist');
  });

  it('queues one run of two calls at once', async () => {
    const answers = await Promise.all([callOf(front), callOf(front)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('answers a call that is repeated with its key with the same run', async () => {
    const headers = { 'idempotency-key': `once ${front}` };
    const { body: first } = await callOf(front, {}, headers);
    const again = await callOf(front, { prompt: 'something else' }, headers);
    expect(again).toMatchObject({ status: 200, body: first });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await runOf(service.api, task)).idempotency_key).toBe(`once ${front}`);
    const at_once = { 'idempotency-key': `at once ${front}` };
    task = await place.called();
    const answers = await Promise.all([1, 2, 3].map(() => callOf(front, {}, at_once)));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    task = await place.called();
    await refused(callOf(front, {}, at_once), 422, 'already bound to another task');
  });

  it('takes no key that is too long or a credential', async () => {
    await refused(
      callOf(front, {}, { 'idempotency-key': 'k'.repeat(257) }),
      422,
      'Idempotency-Key must be at most 256',
    );
    await refused(callOf(front, {}, { 'idempotency-key': TOKEN }), 422, 'must not contain raw lease credentials');
    expect((await callOf(front, {}, { 'idempotency-key': ' ' })).status).toBe(200);
    expect((await runOf(service.api, task)).idempotency_key).toBeUndefined();
  });

  it('does not ask for attempts', async () => {
    task = await place.called({ max_attempts: 3 });
    for (let n = 1; n <= 20; n++) {
      expect((await callOf(front)).status).toBe(200);
      const run = await runOf(service.api, task);
      expect(run.attempt).toBe(n);
      await forced(service.api, 'fail', run.id);
    }
  });
});

describe('the numbered front', () => {
  it.each<[string, unknown, string]>([
    ['prompt', 'ab', 'must be at least 3 characters'],
    ['prompt', '', 'must be at least 3 characters'],
    ['provider', 'OpenAI', 'must be one of openai, deepseek'],
    ['provider', 'other', 'must be one of openai, deepseek'],
    ['use_cached_workflow', 'yes', 'must be a boolean'],
  ])('refuses %s: %#', async (name, value, words) => {
    await refused(callOf('c', { [name]: value }), 422, `run_numbered_task.${name} ${words}`);
  });

  it('freezes all that it is asked for', async () => {
    const body = {
      ...{ prompt: ' abc', model: 'm-1', provider: 'openai', wait_for_completion: false, use_cached_workflow: true },
      ...{ webhook_url: 'https://a.example.com/hook', response_format: 'JSON', json_schema: '{"type":"object"}' },
    };
    expect((await callOf('c', { ...body, session_timeout: 60 })).status).toBe(200);
    expect(await requestOf()).toEqual({ ...body, response_format: 'json', json_schema: { type: 'object' } });
  });

  it('offers the steps of the last run that did the same', async () => {
    const own = await makeCalledPlace(service);
    task = await own.called();
    const agent = await own.agent();
    expect((await own.c(task)).status).toBe(200);
    const first = await runOf(service.api, task);
    await worked(agent, first.id, [step(0)]);
    expect((await own.c(task, { use_cached_workflow: true })).status).toBe(200);
    const { run } = await agent.claim();
    const steps = [{ description: 'step 0', actions: [{ name: 'act', params: { index: 0 } }] }];
    expect(run.metadata).toMatchObject({ cached_workflow: { source_run_id: first.id, steps } });
    expect(run.result).toBeUndefined();
  });
});

describe('the task run front', () => {
  it.each<[string, unknown, string]>([
    ['prompt', ' ', 'must not be blank'],
    ['provider', 'p'.repeat(257), 'must be at most 256 characters'],
    ['auth_context_id', 'a'.repeat(257), 'must be at most 256 characters'],
    ['initial_url', 'ftp://a.example.com/', 'must be an absolute http or https URL'],
    ['session_timeout', 0, 'must be between 1 and 86400'],
    ['session_timeout', 86_401, 'must be between 1 and 86400'],
    ['session_timeout', 1.5, 'must be an integer'],
    ['session_timeout', '5', 'must be an integer'],
  ])('refuses %s: %#', async (name, value, words) => {
    await refused(callOf('d', { [name]: value }), 422, `run_task.${name} ${words}`);
  });

  it('freezes all that it is asked for', async () => {
    const body = {
      ...{ prompt: 'a', model: 'm-1', provider: 'Any text', wait_for_completion: false, session_timeout: 86_400 },
      ...{ webhook_url: '', response_format: 'text', auth_context_id: 'ctx-1' },
      initial_url: 'https://a.example.com/start?x=1',
    };
    expect((await callOf('d', { ...body, use_cached_workflow: true })).status).toBe(200);
    expect(await requestOf()).toEqual(body);
  });
});
