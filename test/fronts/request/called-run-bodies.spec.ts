import { NumberedRunBody, TaskRunBody } from '../../../src/fronts/request/called-run-bodies.js';
import type { Class } from '../../../src/http/operation/operation.js';
import { readFields } from '../../../src/http/parsing/field.js';
import { checkRules } from '../../../src/http/parsing/semantics.js';
import { Rejection } from '../../../src/ledger/rejection.js';

function read(type: Class, json: object): unknown {
  try {
    const body = readFields(type, json, 'run');
    checkRules(body, 'run');
    return JSON.parse(JSON.stringify(body)) as unknown;
  } catch (error) {
    if (error instanceof Rejection) return `${error.code}: ${error.message}`;
    throw error;
  }
}

const url = (length: number) => `https://a.example.com/${'a'.repeat(length - 22)}`;

const BOTH: [string, unknown, boolean][] = [
  ['model', 'gpt', true],
  ['model', 'm'.repeat(256), true],
  ['model', 'm'.repeat(257), false],
  ['model', 7, false],
  ['webhook_url', url(2083), true],
  ['webhook_url', url(2084), false],
  ['webhook_url', '', true],
  ['webhook_url', 7, false],
  ['response_format', 'text', true],
  ['response_format', 'xml', false],
  ['response_format', 7, false],
  ['json_schema', { type: 'object' }, true],
  ['json_schema', '{"type":"object"}', true],
  ['json_schema', false, true],
  ['json_schema', { a: '\u0000' }, false],
  ['wait_for_completion', true, true],
  ['wait_for_completion', false, true],
  ['wait_for_completion', 'true', false],
  ['wait_for_completion', 1, false],
];

const NUMBERED: [string, unknown, boolean][] = [
  ['prompt', 'abc', true],
  ['prompt', 'ab', false],
  ['prompt', '', false],
  ['prompt', '   ', true],
  ['prompt', '👋👋👋', true],
  ['prompt', '👋👋', false],
  ['prompt', 7, false],
  ...['openai', 'deepseek', 'anthropic', 'google', 'groq', 'mistral', 'together'].map(
    (name): [string, unknown, boolean] => ['provider', name, true],
  ),
  ['provider', 'OpenAI', false],
  ['provider', 'openai ', false],
  ['provider', '', false],
  ['provider', 'other', false],
  ['use_cached_workflow', true, true],
  ['use_cached_workflow', 'yes', false],
];

const TASK_RUN: [string, unknown, boolean][] = [
  ['prompt', 'a', true],
  ['prompt', '', false],
  ['prompt', ' \n', false],
  ['provider', 'Any text', true],
  ['provider', 'p'.repeat(257), false],
  ['auth_context_id', 'a'.repeat(256), true],
  ['auth_context_id', 'a'.repeat(257), false],
  ['initial_url', 'https://a.example.com/x?y', true],
  ['initial_url', 'https://me:secret@a.example.com/', true],
  ['initial_url', 'ftp://a.example.com/', false],
  ['initial_url', '/relative', false],
  ['initial_url', '', false],
  ['initial_url', url(2084), false],
  ['session_timeout', 1, true],
  ['session_timeout', 86_400, true],
  ['session_timeout', 0, false],
  ['session_timeout', -1, false],
  ['session_timeout', 86_401, false],
  ['session_timeout', 1.5, false],
  ['session_timeout', '5', false],
];

const CASES = [
  ...[...BOTH, ...NUMBERED].map((one) => [NumberedRunBody, ...one] as const),
  ...[...BOTH, ...TASK_RUN].map((one) => [TaskRunBody, ...one] as const),
];

describe('the body of a call', () => {
  it.each(CASES.map(([type, name, value, taken]) => ({ type, front: type.name, name, value, taken })))(
    '$front: $name $value: $taken',
    ({ type, name, value, taken }) => {
      const body = read(type, { [name]: value });
      if (taken) expect(body).toStrictEqual({ [name]: value });
      else expect(body).toMatch(`run.${name} `);
    },
  );

  it('keeps the prompt as it is, and hides credentials in it', () => {
    expect(read(TaskRunBody, { prompt: ' a \n' })).toStrictEqual({ prompt: ' a \n' });
    expect(read(TaskRunBody, { prompt: 'use agh_claim_abc_DEF-1' })).toStrictEqual({
      prompt: 'use agh_claim_[REDACTED]',
    });
    expect(read(TaskRunBody, { model: 'agh_claim_abc' })).toMatch('raw_claim_token');
  });

  it('takes the format in letters of any case', () => {
    expect(read(NumberedRunBody, { response_format: 'JSON' })).toStrictEqual({ response_format: 'json' });
  });

  it('takes null as nothing, and does not look at what it does not know', () => {
    const nothing = Object.fromEntries([...BOTH, ...NUMBERED].map(([name]) => [name, null]));
    expect(read(NumberedRunBody, { ...nothing, session_timeout: 'x', other: 1 })).toStrictEqual({});
  });
});
