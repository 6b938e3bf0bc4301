import type { Json } from '../../../src/ledger/event.js';
import { Rejection } from '../../../src/ledger/rejection.js';
import { webTaskRequest } from '../../../src/tasks/domain/decide/create-web-task.js';
import { failureOf, latestRun } from '../../../src/tasks/domain/web-task-runs.js';
import { readWebTask } from '../../../src/tasks/domain/web-task.js';
import { claimed, expired, run, taskState, taskWith } from '../support/task-histories.js';
import { OTHER_SECRET, schemaEnqueued, SECRET, webCreated, WEBSITE } from '../support/web-task-histories.js';

const read = (web: Json) => readWebTask({ web_task: web });
const slot = (name: string) => ({ name, type: 'login', requires_totp: false });
const many = (n: number, make: (i: number) => Json) => Array.from({ length: n }, (_, i) => make(i));
const uuid = (i: number) => `9f8b6c9e-1f0a-4a5e-8a50-0f5a3b2c1d${String(i).padStart(2, '0')}`;

describe('what the metadata say of a web task', () => {
  it('may be its website alone', () => {
    expect(read({ website: WEBSITE })).toEqual({
      website: WEBSITE,
      auto_generate_schemas: true,
      creation_secrets: [],
      secret_bindings: {},
    });
  });

  it('takes null for nothing', () => {
    const names = ['creation_auto_generate_schemas', 'input_schema', 'output_schema', 'required_secrets'];
    const nulls = Object.fromEntries([...names, 'creation_secrets', 'secret_bindings'].map((name) => [name, null]));
    expect(read({ website: WEBSITE, ...nulls })).toEqual(read({ website: WEBSITE }));
  });

  it('is read whole, ids in lower case, and bindings only to secrets that are there', () => {
    const web = read({
      website: WEBSITE,
      creation_auto_generate_schemas: false,
      input_schema: { type: 'object' },
      output_schema: '{"type": "array"}',
      required_secrets: [{ name: 'shop' }, { name: 'mail', type: 'login', requires_totp: true }],
      creation_secrets: [{ secret_uuid: SECRET.toUpperCase(), description: 'of the shop' }],
      secret_bindings: { shop: SECRET.toUpperCase(), mail: OTHER_SECRET },
      other: 'is nobody else’s',
    });
    expect(web).toEqual({
      website: WEBSITE,
      auto_generate_schemas: false,
      input_schema: { type: 'object' },
      output_schema: '{"type": "array"}',
      required_secrets: [slot('shop'), { name: 'mail', type: 'login', requires_totp: true }],
      creation_secrets: [{ secret_uuid: SECRET, description: 'of the shop' }],
      secret_bindings: { shop: SECRET },
    });
  });

  const UNREADABLE: readonly [string, Json][] = [
    ['website', 7],
    ['website', `https://example.com/${'a'.repeat(2064)}`],
    ['website', 'https://user:pass@example.com/'],
    ['creation_auto_generate_schemas', 'yes'],
    ['input_schema', 7],
    ['input_schema', '{'],
    ['input_schema', '[]'],
    ['output_schema', []],
    ['output_schema', '7'],
    ['required_secrets', {}],
    ['required_secrets', ['shop']],
    ['required_secrets', [{}]],
    ['required_secrets', [{ name: ' ' }]],
    ['required_secrets', [{ name: 'a'.repeat(201) }]],
    ['required_secrets', [{ name: 'shop', type: 'card' }]],
    ['required_secrets', [{ name: 'shop', requires_totp: 1 }]],
    ['required_secrets', [slot('shop'), slot('shop')]],
    ['required_secrets', many(51, (i) => slot(`slot ${i}`))],
    ['creation_secrets', [{ secret_uuid: 'shop' }]],
    ['creation_secrets', [{ description: 'without an id' }]],
    ['creation_secrets', [{ secret_uuid: SECRET, description: 7 }]],
    ['creation_secrets', many(51, (i) => ({ secret_uuid: uuid(i) }))],
    ['secret_bindings', []],
    ['secret_bindings', { shop: 'no id' }],
    ['secret_bindings', { ' ': SECRET }],
  ];

  it.each(UNREADABLE)('with a %s like %j is no web task, and no request for one', (name, value) => {
    const web = { website: WEBSITE, [name]: value };
    expect(read(web)).toBeUndefined();
    const refusal = webTaskRequest(web);
    expect(refusal).toMatchObject({
      code: 'validation_failed',
      message: expect.stringContaining(`.${name} `) as string,
    });
  });

  it.each([null, 7, 'text', [], {}, { web_task: null }, { web_task: [] }, { web_task: {} }])(
    'like %j make no web task',
    (metadata) => expect(readWebTask(metadata)).toBeUndefined(),
  );

  it('cannot be what every object has', () => {
    const inherited = Object.create({ website: WEBSITE }) as Readonly<Record<string, Json>>;
    expect(read(inherited)).toBeUndefined();
    const slots = JSON.parse('[{"name": "__proto__"}]') as Json;
    expect(read({ website: WEBSITE, required_secrets: slots })?.required_secrets).toEqual([slot('__proto__')]);
  });
});

describe('a request for a web task', () => {
  it('may bind slots that are still to come', () => {
    const web = { website: WEBSITE, creation_secrets: [{ secret_uuid: SECRET }], secret_bindings: { shop: SECRET } };
    expect(webTaskRequest(web)).not.toBeInstanceOf(Rejection);
  });

  it('may not bind a secret that it does not give, nor be longer than metadata are', () => {
    const web = { website: WEBSITE, creation_secrets: [{ secret_uuid: SECRET }], secret_bindings: { a: OTHER_SECRET } };
    expect(webTaskRequest(web)).toMatchObject({ code: 'validation_failed' });
    const long = { website: WEBSITE, input_schema: { description: 'a'.repeat(16_384) } };
    expect(webTaskRequest(long)).toMatchObject({ code: 'payload_too_large' });
  });
});

describe('why a run of a web task has ended without success', () => {
  const [worker, daemon, person] = (['agent_session', 'daemon', 'human'] as const).map((kind) => ({ kind, ref: 'x' }));

  it.each([
    [run({ status: 'canceled', failure_kind: 'operator_forced' }), person, 'canceled'],
    [run({ status: 'failed', failure_kind: 'operator_forced', lease_expiries: 5 }), person, 'operator'],
    [run({ status: 'failed', result_rejections: 3 }), worker, 'invalid_schema'],
    [run({ status: 'failed', result_rejections: 2 }), worker, 'agent_error'],
    [run({ status: 'failed' }), daemon, 'timeout'],
    [run({ status: 'failed', lease_expiries: 2 }), person, 'timeout'],
    [run({ status: 'failed', lease_expiries: 1 }), person, 'agent_error'],
    [run({ status: 'failed', lease_expiries: 2 }), worker, 'agent_error'],
    [run({ status: 'failed' }), undefined, 'agent_error'],
    [run({ status: 'completed' }), worker, undefined],
    [run({ status: 'running' }), undefined, undefined],
  ])('%#', (ended, by, category) => expect(failureOf(ended, by)).toBe(category));

  it('knows how often the lease of a schema run ran out', () => {
    const twice = taskState(webCreated(), schemaEnqueued(), claimed(), expired(), claimed(), expired());
    expect(twice.runs).toMatchObject([{ status: 'queued', lease_expiries: 2 }]);
  });
});

describe('the latest run', () => {
  it('is looked for among those of its kind', () => {
    const schema = (id: string, attempt: number) => run({ id, attempt, purpose: 'schema_generation' });
    const task = taskWith([run({ id: 'a', attempt: 1 }), schema('b', 2), run({ id: 'c', attempt: 3 }), schema('d', 4)]);
    expect(latestRun(task, 'schema')?.id).toBe('d');
    expect(latestRun(task, 'execution')?.id).toBe('c');
    expect(latestRun(taskWith([]), 'schema')).toBeUndefined();
  });
});
