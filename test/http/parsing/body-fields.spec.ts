import { readFields } from '../../../src/http/parsing/field.js';
import { checkRules } from '../../../src/http/parsing/semantics.js';
import { Rejection } from '../../../src/ledger/rejection.js';
import { SampleBody, SamplePatch } from '../support/sample-controller.js';

const MINIMAL = { scope: 'global', title: 'a title' };

function read(json: object): SampleBody {
  const body = readFields(SampleBody, json, 'create_sample');
  checkRules(body, 'create_sample');
  return body;
}

function refusal(json: object): [string, string] {
  try {
    read(json);
  } catch (error) {
    if (error instanceof Rejection) return [error.code, error.message];
    throw error;
  }
  throw new Error('accepted');
}

describe('reading a body', () => {
  it('trims texts, lower-cases words and ignores unknown members', () => {
    const body = read({ scope: '  GLOBAL ', title: '  spaced  ', created_by: { kind: 'daemon' }, nonsense: 1 });
    expect({ ...body }).toEqual({ scope: 'global', title: 'spaced' });
  });

  it('takes null and blank for absent', () => {
    const absent = { id: ' ', max_attempts: null, draft: null, network_channel: '', owner: null, metadata: null };
    expect({ ...read({ ...MINIMAL, ...absent, steps: null, deadline_at: '' }) }).toEqual(MINIMAL);
  });

  it('keeps a blank text where blank clears and refuses it where it is not allowed', () => {
    expect(read({ ...MINIMAL, description: '  ' }).description).toBe('');
    expect(refusal({ ...MINIMAL, priority: ' ' })).toEqual([
      'validation_failed',
      'create_sample.priority must be one of low, high',
    ]);
    const patch = readFields(SamplePatch, { title: '', network_channel: '' }, 'update_sample');
    expect(patch.network_channel).toBe('');
    expect(() => checkRules(patch, 'update_sample')).toThrow('update_sample.title must not be blank');
  });

  it('keeps any JSON as it is', () => {
    for (const metadata of [{ a: [1, null, 'x'] }, [], 'text', 0, false]) {
      expect(read({ ...MINIMAL, metadata }).metadata).toEqual(metadata);
    }
  });

  it('does not let a member named __proto__ reach the prototype', () => {
    const json = JSON.parse('{"scope":"global","title":"t","__proto__":{"draft":true}}') as object;
    expect(read(json).draft).toBeUndefined();
  });

  it('turns times into UTC with three digits', () => {
    const at = (deadline_at: string) => read({ ...MINIMAL, deadline_at }).deadline_at;
    expect(at('2026-05-05T12:30:00+02:00')).toBe('2026-05-05T10:30:00.000Z');
    expect(at('2026-05-05T10:30:00.123456Z')).toBe('2026-05-05T10:30:00.123Z');
  });

  it('drops repeated capabilities', () => {
    expect(read({ ...MINIMAL, capabilities: ['gpu', ' gpu ', 'cpu'] }).capabilities).toEqual(['gpu', 'cpu']);
  });

  it('masks raw claim tokens in free text', () => {
    expect(read({ ...MINIMAL, title: 'agh_claim_0123456789' }).title).toBe('agh_claim_[REDACTED]');
  });
});

describe('wrong JSON types are unparsable', () => {
  const cases: [object, string][] = [
    [{ scope: 1 }, 'scope must be a string'],
    [{ ...MINIMAL, title: ['x'] }, 'title must be a string'],
    [{ ...MINIMAL, max_attempts: '3' }, 'max_attempts must be an integer'],
    [{ ...MINIMAL, max_attempts: 1.5 }, 'max_attempts must be an integer'],
    [{ ...MINIMAL, max_attempts: 1e300 }, 'max_attempts must be an integer'],
    [{ ...MINIMAL, cost: '1' }, 'cost must be a number'],
    [{ ...MINIMAL, draft: 'true' }, 'draft must be a boolean'],
    [{ ...MINIMAL, owner: [] }, 'owner must be an object'],
    [{ ...MINIMAL, owner: { kind: 1 } }, 'owner.kind must be a string'],
    [{ ...MINIMAL, lines: 'x' }, 'lines must be an array of strings'],
    [{ ...MINIMAL, lines: [1] }, 'lines[0] must be a string'],
    [{ ...MINIMAL, steps: {} }, 'steps must be an array'],
    [{ ...MINIMAL, steps: [null] }, 'steps[0] must be an object'],
    [{ ...MINIMAL, steps: [{ index: '0' }] }, 'steps[0].index must be an integer'],
    [{ ...MINIMAL, deadline_at: 5 }, 'deadline_at must be an RFC 3339 time'],
    [{ ...MINIMAL, deadline_at: '2026-05-05' }, 'deadline_at must be an RFC 3339 time'],
    [{ ...MINIMAL, deadline_at: '2026-02-30T00:00:00Z' }, 'deadline_at must be an RFC 3339 time'],
  ];

  it.each(cases)('%j', (json, problem) => {
    expect(refusal(json)).toEqual(['malformed_body', `create_sample.${problem}`]);
  });

  it('comes before any rule', () => {
    expect(refusal({ scope: 'nowhere', draft: 1 })[0]).toBe('malformed_body');
  });
});

describe('rules', () => {
  const cases: [object, string][] = [
    [{}, 'scope is required'],
    [{ scope: 'global' }, 'title is required'],
    [{ scope: 'global', title: '   ' }, 'title is required'],
    [{ scope: 'nowhere', title: 'x' }, 'scope must be one of global, workspace'],
    [{ ...MINIMAL, title: 'x'.repeat(21) }, 'title must be at most 20 characters'],
    [{ ...MINIMAL, title: 'a\u0000b' }, 'title must not contain NUL or unpaired surrogates'],
    [{ ...MINIMAL, title: 'a\ud800b' }, 'title must not contain NUL or unpaired surrogates'],
    [{ ...MINIMAL, description: 'ääää1' }, 'description must be at most 8 bytes'],
    [{ ...MINIMAL, id: 'a b' }, 'id must be 1 to 128 characters of A-Z a-z 0-9 . _ : -'],
    [{ ...MINIMAL, id: '12345' }, 'id must be neither all digits nor a UUID; these are reserved'],
    [{ ...MINIMAL, max_attempts: 0 }, 'max_attempts must be between 1 and 10'],
    [{ ...MINIMAL, max_attempts: 11 }, 'max_attempts must be between 1 and 10'],
    [{ ...MINIMAL, cost: -1 }, 'cost must be at least 0'],
    [{ ...MINIMAL, owner: {} }, 'owner.kind is required'],
    [{ ...MINIMAL, owner: { kind: 'pool', ref: ' ' } }, 'owner.ref is required'],
    [{ ...MINIMAL, lines: [] }, 'lines must have at least 1 item'],
    [{ ...MINIMAL, lines: ['a', 'b', 'c', 'd'] }, 'lines must have at most 3 items'],
    [{ ...MINIMAL, lines: ['ok', ' '] }, 'lines item 1 must not be blank'],
    [{ ...MINIMAL, lines: ['too long'] }, 'lines item 0 must be at most 5 characters'],
    [{ ...MINIMAL, capabilities: ['a,b'] }, 'capabilities item 0 must be without whitespace and commas'],
    [{ ...MINIMAL, capabilities: ['x'.repeat(129)] }, 'capabilities item 0 must be at most 128 bytes'],
    [
      {
        ...MINIMAL,
        steps: [
          { index: 0, description: 'd' },
          { index: -1, description: 'd' },
        ],
      },
      'steps[1].index must be at least 0',
    ],
    [
      { ...MINIMAL, metadata: { a: 'b\u0000' } },
      'metadata must not contain NUL, unpaired surrogates or numbers out of range',
    ],
    [
      { ...MINIMAL, metadata: { 'a\u0000': 1 } },
      'metadata must not contain NUL, unpaired surrogates or numbers out of range',
    ],
    [
      { ...MINIMAL, metadata: JSON.parse('1e999') as number },
      'metadata must not contain NUL, unpaired surrogates or numbers out of range',
    ],
  ];

  it.each(cases)('%j', (json, problem) => {
    expect(refusal(json)).toEqual(['validation_failed', `create_sample.${problem}`]);
  });

  it('reports the first failure in the order of declaration', () => {
    expect(refusal({ ...MINIMAL, network_channel: 'Bad!', id: '1', max_attempts: 99 })[1]).toContain('.id ');
  });

  it('holds channel names to the grammar', () => {
    for (const network_channel of ['a', '0', 'a_b-c', `a${'b'.repeat(63)}`]) {
      expect(read({ ...MINIMAL, network_channel }).network_channel).toBe(network_channel);
    }
    for (const network_channel of ['A', '-a', '_a', 'a b', `a${'b'.repeat(64)}`]) {
      expect(refusal({ ...MINIMAL, network_channel })[0]).toBe('validation_failed');
    }
  });

  it('measures JSON in bytes of the text that is written', () => {
    const fits = 'ä'.repeat(31);
    expect(read({ ...MINIMAL, metadata: fits }).metadata).toBe(fits);
    expect(refusal({ ...MINIMAL, metadata: `${fits}a` })).toEqual([
      'payload_too_large',
      'create_sample.metadata must be at most 64 bytes of JSON',
    ]);
  });

  it.each([{ claim_token: 1 }, { a: [{ 'Claim_Token ': 'x' }] }, ['agh_claim_abc'], { agh_claim_x: 1 }])(
    'refuses raw lease credentials: %j',
    (metadata) => {
      const [code, text] = refusal({ ...MINIMAL, metadata });
      expect(code).toBe('raw_claim_token');
      expect(text).not.toContain('agh_claim_');
    },
  );

  it('refuses them in texts that mean something, without repeating them', () => {
    const token = 'agh_claim_0123456789';
    const texts = { id: token, network_channel: token, owner: { kind: 'pool', ref: token } };
    for (const [name, value] of Object.entries(texts)) {
      const [code, text] = refusal({ ...MINIMAL, [name]: value });
      expect(code).toBe('raw_claim_token');
      expect(text).toMatch(/must not contain raw lease credentials$/);
    }
    expect(refusal({ ...MINIMAL, capabilities: ['ok', token] })[1]).toBe(
      'create_sample.capabilities item 1 must not contain raw lease credentials',
    );
  });

  it('accepts the hash of a claim token', () => {
    const metadata = { claim_token_hash: 'sha256:00' };
    expect(read({ ...MINIMAL, metadata }).metadata).toEqual(metadata);
  });
});
