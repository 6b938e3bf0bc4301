import fc from 'fast-check';
import { redactJson, redactText } from '../../../src/platform/redaction/redact.js';
import { registerSecret } from '../../../src/platform/redaction/runtime-secrets.js';
import { isSensitiveKey } from '../../../src/platform/redaction/sensitive-keys.js';

const KEYS = [
  ...['api_key', 'access_token', 'refresh_token', 'mcp_auth_token', 'claim_token', 'lease_token', 'bot_token'],
  ...['oauth_code', 'authorization_code', 'oauth_client_secret', 'client_secret', 'webhook_secret', 'code_verifier'],
  ...['pkce_verifier', 'secret_binding', 'token', 'secret', 'password', 'authorization'],
];
const spellings = (key: string) => [key, key.replaceAll('_', '-'), key.replaceAll('_', ''), key.toUpperCase()];

describe('redactText', () => {
  it.each([
    ['held agh_claim_Ab-9_z now', 'held agh_claim_[REDACTED] now'],
    ['Authorization: Basic abc def; next', 'Authorization: [REDACTED]; next'],
    ['proxy-authorization=x y\nnext', 'proxy-authorization=[REDACTED]\nnext'],
    ['sent Bearer abc.def-ghi, then', 'sent Bearer [REDACTED], then'],
    [`key tl_${'aB3_-'.repeat(8)}xyz was sent`, 'key tl_[REDACTED] was sent'],
    ['{"api_key": "a b\\"c", "x": 1}', '{"api_key": "[REDACTED]", "x": 1}'],
    ['{"secret":{"a":["b"]},"x":1}', '{"secret":"[REDACTED]","x":1}'],
    ['{"token":12345}', '{"token":"[REDACTED]"}'],
    ['{\\"token\\":\\"abc\\",\\"x\\":1}', '{\\"token\\":\\"[REDACTED]\\",\\"x\\":1}'],
    ["password='a b' rest", "password='[REDACTED]' rest"],
    ['password=hunter2 rest', 'password=[REDACTED] rest'],
    ['password: hunter2', 'password: [REDACTED]'],
    ['url?token=abc&x=1', 'url?token=[REDACTED]&x=1'],
    ['X-Api-Key: abc', 'X-Api-Key: [REDACTED]'],
    ['MY_CLIENTSECRET=abc', 'MY_CLIENTSECRET=[REDACTED]'],
  ])('masks %j', (text, masked) => {
    expect(redactText(text)).toBe(masked);
  });

  it.each([
    'claim_token_hash: sha256:00ff',
    'tokens=5',
    'a passwordless login',
    'the token was refused',
    'secretary: Ann',
    'create_task.title is required',
  ])('leaves %j alone', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it.each(KEYS.flatMap(spellings))('knows %s', (key) => {
    expect(isSensitiveKey(key)).toBe(true);
    for (const text of [`${key}=v4lu3`, `${key}: v4lu3`, `"${key}":"v4lu3"`, `x ${key} = "v4lu3 v4lu3"`]) {
      expect(redactText(text)).not.toContain('v4lu3');
    }
  });

  it('masks registered secrets, the longest first, and ignores short ones', () => {
    for (const secret of ['s3cr3t-value', 's3cr3t-value-long', 'short']) registerSecret(secret);
    expect(redactText('a s3cr3t-value-long b s3cr3t-value c short')).toBe('a [REDACTED] b [REDACTED] c short');
  });

  const pieces = fc.oneof(
    fc.constantFrom(...KEYS.flatMap(spellings)),
    fc.constantFrom(':', '=', ' ', '"', "'", '\\"', '\\', ',', ';', '&', '\n', '{', '}', '[', ']', '\t'),
    fc.constantFrom('Bearer ', 'agh_claim_', 'agh_claim_x', '[REDACTED]', 'proxy-authorization', 'abc', '12', 'true'),
    fc.string({ unit: 'grapheme', maxLength: 6 }),
  );
  const texts = fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join(''));

  it('is idempotent', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const once = redactText(text);
        expect(redactText(once)).toBe(once);
      }),
      { numRuns: 5_000 },
    );
  });

  it('never lets the value after a sensitive key through', () => {
    const keys = fc.constantFrom(...KEYS.flatMap(spellings));
    const separators = fc.constantFrom(':', '=', ': ', ' = ', '":"', '": "', '="', "='", '\\":\\"');
    fc.assert(
      fc.property(texts, keys, separators, (before, key, separator) => {
        const quoted = separator.includes('"') && separator.startsWith('"') ? '"' : '';
        expect(redactText(`${before}\n${quoted}${key}${separator}qzqzqz`)).not.toContain('qzqzqz');
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not take long for long texts', () => {
    // A quadratic step would need minutes for these, not milliseconds.
    const length = 400_000;
    for (const piece of [
      '"token":"',
      'token=',
      'token: {',
      'Bearer ',
      'authorization ',
      'token   ',
      '\\"',
      'agh_claim_',
      '"secret":[',
    ]) {
      const text = piece.repeat(Math.ceil(length / piece.length));
      expect(redactText(text)).toBeDefined();
    }
  });
});

describe('redactJson', () => {
  it('replaces values of sensitive keys as a whole and masks texts elsewhere', () => {
    const evidence = { token: { a: 1 }, 'Api-Key': 'x', run_id: 'run-1', note: ['password=x'], count: 3, none: null };
    expect(redactJson(evidence)).toEqual({
      token: '[REDACTED]',
      'Api-Key': '[REDACTED]',
      run_id: 'run-1',
      note: ['password=[REDACTED]'],
      count: 3,
      none: null,
    });
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const once = redactJson(value);
        expect(redactJson(once)).toEqual(once);
      }),
    );
  });
});
