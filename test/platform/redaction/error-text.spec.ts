import { errorText } from '../../../src/platform/redaction/error-text.js';

describe('errorText', () => {
  it('shows stack, code and causes', () => {
    const cause = Object.assign(new TypeError('inner'), { code: 'ECONNREFUSED' });
    const text = errorText(new Error('outer', { cause }));
    expect(text).toMatch(/^Error: outer\n {4}at .+error-text\.spec/);
    expect(text).toContain('\n  caused by TypeError: inner\n');
    expect(text).toContain('code: ECONNREFUSED');
  });

  it('shows neither secrets nor what callers sent', () => {
    const failed = Object.assign(new Error('query failed: password=hunter2 agh_claim_0123'), {
      query: 'SELECT $1',
      parameters: ['hunter2'],
      detail: 'Key (name)=(hunter2) exists',
    });
    const text = errorText(new Error('outer', { cause: failed }));
    expect(text).toContain('password=[REDACTED]');
    expect(text).not.toMatch(/hunter2|agh_claim_0/);
  });

  it('takes anything that was thrown', () => {
    expect(errorText('token=abc')).toBe('thrown: token=[REDACTED]');
    expect(errorText(undefined)).toBe('thrown: undefined');
    expect(errorText({ password: 'x' })).toBe('thrown: object');
  });

  it('ends where causes go round', () => {
    const error = new Error('round');
    error.cause = error;
    expect(errorText(error).match(/caused by/g)).toHaveLength(6);
  });
});
