import * as fc from 'fast-check';
import type { Json } from '../../../src/ledger/event.js';
import {
  callOfRequest,
  type CallFront,
  contradiction,
  effectiveRequest,
  hashedOfRequest,
  type JsonSchema,
  type RunOptions,
  type RunRequest,
  waitsForCompletion,
} from '../../../src/tasks/domain/run-request.js';

const SCHEMA: JsonSchema = { type: 'object' };
const OTHER: JsonSchema = { type: 'array' };

/** Every stored schema is one, but for texts. */
const readSchema = (stored: Json): JsonSchema | undefined =>
  typeof stored === 'boolean' || (typeof stored === 'object' && stored !== null && !Array.isArray(stored))
    ? (stored as JsonSchema)
    : undefined;

function effective(
  options: RunOptions = {},
  defaults: Readonly<Record<string, Json>> = {},
  { front = 'd', ...task }: { front?: CallFront; description?: string; metadata?: Json } = {},
): RunRequest {
  return effectiveRequest(
    front,
    options,
    { title: 'The title', metadata: { run_defaults: defaults }, ...task },
    readSchema,
  );
}

const PLAIN = { prompt: 'The title', response_format: 'text', wait_for_completion: false };

describe('what a run is asked for', () => {
  it('is little where neither call nor task say anything', () => {
    expect(effective()).toStrictEqual(PLAIN);
    expect(effective({}, {}, { front: 'c' })).toStrictEqual({ ...PLAIN, use_cached_workflow: false });
    expect(effective({}, {}, { metadata: ['no object'] })).toStrictEqual(PLAIN);
  });

  it('is the description before the title', () => {
    expect(effective({}, {}, { description: ' Do it.\n' }).prompt).toBe(' Do it.\n');
    expect(effective({}, {}, { description: ' \n' }).prompt).toBe('The title');
  });

  it.each([
    ['prompt', 'from the call', 'from the task'],
    ['model', 'one', 'two'],
    ['provider', 'free text', 'another'],
    ['webhook_url', 'https://a.example.com/', 'https://b.example.com/'],
    ['response_format', 'json', 'text'],
    ['json_schema', SCHEMA, OTHER],
    ['wait_for_completion', false, true],
    ['auth_context_id', 'ctx-1', 'ctx-2'],
    ['initial_url', 'https://a.example.com/', 'https://b.example.com/'],
    ['session_timeout', 60, 120],
  ] as const)('has %s of the call, else of the task', (name, ofCall, ofTask) => {
    expect(effective({ [name]: ofCall }, { [name]: ofTask })).toHaveProperty(name, ofCall);
    expect(effective({}, { [name]: ofTask })).toHaveProperty(name, ofTask);
    expect(effective({ [name]: undefined }, { [name]: ofTask })).toHaveProperty(name, ofTask);
  });

  it('takes use_cached_workflow from numbered calls alone, false over a default', () => {
    const stored = { use_cached_workflow: true };
    expect(effective({}, stored)).not.toHaveProperty('use_cached_workflow');
    expect(effective({}, stored, { front: 'c' }).use_cached_workflow).toBe(true);
    expect(effective({ use_cached_workflow: false }, stored, { front: 'c' }).use_cached_workflow).toBe(false);
  });

  it('takes what is of task runs alone from no default of a numbered one', () => {
    const stored = { auth_context_id: 'ctx', initial_url: 'https://a.example.com/', session_timeout: 60 };
    expect(effective({}, stored, { front: 'c' })).toStrictEqual({ ...PLAIN, use_cached_workflow: false });
  });

  it.each<[string, readonly Json[]]>([
    ['prompt', [7, null, '', ' ']],
    ['model', [7, '', ' ', 'm'.repeat(257)]],
    ['provider', [true, 'p'.repeat(257)]],
    [
      'webhook_url',
      [7, 'ftp://a.example.com/', 'no url', 'https://user:pw@a.example.com/', `https://a/${'a'.repeat(2083)}`],
    ],
    ['response_format', [7, 'xml', true]],
    ['json_schema', ['nothing that can be read', null]],
    ['wait_for_completion', ['true', 1, null]],
    ['auth_context_id', [7, 'a'.repeat(257)]],
    ['initial_url', ['ftp://a.example.com/', 7]],
    ['session_timeout', [0, -1, 1.5, '5', 86_401]],
  ])('does not mind a default %s that is not valid', (name, values) => {
    for (const value of values) expect(effective({}, { [name]: value })).toStrictEqual(PLAIN);
  });

  it.each<[string, Json, boolean]>([
    ['prompt', 'ab', false],
    ['prompt', '👋👋', false],
    ['prompt', 'abc', true],
    ['provider', 'OpenAI', false],
    ['provider', 'openai', true],
  ])('holds the default %s %j of a numbered run to its own rules', (name, value, taken) => {
    const made = effective({}, { [name]: value }, { front: 'c' });
    if (taken) expect(made).toHaveProperty(name, value);
    else expect(made).toStrictEqual({ ...PLAIN, use_cached_workflow: false });
  });
});

describe('the format of a result', () => {
  it.each<[string, RunOptions, Readonly<Record<string, Json>>, string, JsonSchema | undefined]>([
    ['is text without a schema', {}, {}, 'text', undefined],
    ['is json with a schema of the call', { json_schema: SCHEMA }, {}, 'json', SCHEMA],
    ['is json with a schema of the task', {}, { json_schema: SCHEMA }, 'json', SCHEMA],
    ['is json where that is said', { response_format: 'json' }, {}, 'json', undefined],
    [
      'is text that drops the schema of the task',
      { response_format: 'text' },
      { json_schema: SCHEMA },
      'text',
      undefined,
    ],
    [
      'is text of the task that drops its schema',
      {},
      { response_format: 'TEXT', json_schema: SCHEMA },
      'text',
      undefined,
    ],
    ['is json over text of the task', { json_schema: OTHER }, { response_format: 'text' }, 'json', OTHER],
    ['is json with the schema false', { json_schema: false }, {}, 'json', false],
  ])('%s', (_, options, defaults, format, schema) => {
    const made = effective(options, defaults);
    expect(made.response_format).toBe(format);
    expect(made.json_schema).toStrictEqual(schema);
  });

  it('asks nobody to read a schema that gives way', () => {
    const read = jest.fn(() => undefined);
    const task = { title: 'T', metadata: { run_defaults: { json_schema: SCHEMA } } };
    effectiveRequest('d', { json_schema: OTHER }, task, read);
    effectiveRequest('d', { response_format: 'text' }, task, read);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('contradicts a schema of the same call alone', () => {
    expect(contradiction({ response_format: 'text', json_schema: true })).toMatch('json_schema');
    expect(contradiction({ response_format: 'text' })).toBeUndefined();
    expect(contradiction({ response_format: 'json', json_schema: true })).toBeUndefined();
  });
});

describe('the facts of a call', () => {
  const facts = (options: RunOptions, front: CallFront = 'd') =>
    callOfRequest(effective(options, {}, { front }), { front, principal: 'ann', requestHash: 'h' });

  it('are that it is exempt, and a hash of what it asks for', () => {
    expect(facts({})).toStrictEqual({ budget_exempt: true, request_hash: 'h' });
  });

  it('name limit, check and webhook', () => {
    expect(facts({ session_timeout: 60, json_schema: true, webhook_url: 'https://a.example.com/' })).toStrictEqual({
      ...{ budget_exempt: true, session_timeout: 60, result_check: 'json_schema', request_hash: 'h' },
      webhook: { url: 'https://a.example.com/', front: 'd', principal: 'ann' },
    });
    expect(facts({ webhook_url: '' }, 'c')).toMatchObject({ webhook: 'none' });
  });

  it('hash prompt and schema alone', () => {
    const hashed = hashedOfRequest(effective({ json_schema: SCHEMA, model: 'm', session_timeout: 60 }));
    expect(hashed).toStrictEqual({ prompt: 'The title', json_schema: SCHEMA });
    expect(hashedOfRequest(effective({}))).toStrictEqual({ prompt: 'The title' });
  });

  it('wait where call, else task, say so', () => {
    const metadata = { run_defaults: { wait_for_completion: true } };
    expect(waitsForCompletion('c', {}, { metadata })).toBe(true);
    expect(waitsForCompletion('c', { wait_for_completion: false }, { metadata })).toBe(false);
    expect(waitsForCompletion('c', {}, {})).toBe(false);
  });
});

describe('any task and any call', () => {
  const options = fc.record<RunOptions>(
    {
      prompt: fc.string({ minLength: 3 }),
      model: fc.string({ minLength: 1 }),
      webhook_url: fc.constantFrom('', 'https://a.example.com/'),
      response_format: fc.constantFrom('text', 'json'),
      json_schema: fc.constantFrom<JsonSchema[]>(true, SCHEMA),
      wait_for_completion: fc.boolean(),
      session_timeout: fc.integer({ min: 1, max: 86_400 }),
    },
    { requiredKeys: [] },
  );

  it('give a request in which the call has its say, and nothing is left open', () => {
    fc.assert(
      fc.property(options, fc.jsonValue(), fc.constantFrom<CallFront[]>('c', 'd'), (said, stored, front) => {
        fc.pre(contradiction(said) === undefined);
        const task = { title: 'T', metadata: { run_defaults: stored as Json } };
        const made = effectiveRequest(front, said, task, readSchema);
        expect(made).toMatchObject(said);
        expect(Object.values(made)).not.toContain(undefined);
        expect(Object.values(made)).not.toContain(null);
        expect(made.json_schema === undefined || made.response_format === 'json').toBe(true);
        // Frozen: asked again for what it says, a task with other defaults changes nothing.
        const again = effectiveRequest(
          front,
          made,
          { title: 'U', metadata: { run_defaults: { model: 'x' } } },
          readSchema,
        );
        expect({ ...again, model: made.model }).toStrictEqual({ ...made, model: made.model });
      }),
    );
  });
});
