import { redactText } from '../../src/platform/redaction/redact.js';
import { startSampleApp } from './support/sample-app.js';

describe('secrets of the process', () => {
  it.each([
    ['postgres://u:p%40ssword9@host/db', 'p@ssword9'],
    ['postgres://u:p%zzword9@host/db', 'p%zzword9'],
  ])('are masked in every error text: %s', async (databaseUrl, password) => {
    const other = await startSampleApp({ settings: { secret: 'server-secret-1', databaseUrl } });
    await other.app.close();
    expect(redactText(`a server-secret-1 b ${password} c`)).toBe('a [REDACTED] b [REDACTED] c');
  });
});
