import { TaskledgerLogger } from '../../src/platform/logging/logger.js';
import { registerSecret } from '../../src/platform/redaction/runtime-secrets.js';

function record(options: Partial<ConstructorParameters<typeof TaskledgerLogger>[0]> = {}) {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const logger = new TaskledgerLogger({ level: 'debug', format: 'json', write, ...options });
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown>;
  return { logger, lines, last };
}

describe('the log', () => {
  it('is one JSON object a line', () => {
    const { logger, lines, last } = record();
    logger.log({ msg: 'request', status: 200, request_id: 'r-1' }, 'http');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(last()).toMatchObject({ level: 'info', context: 'http', msg: 'request', status: 200, request_id: 'r-1' });
    expect(last().time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('keeps errors whole, causes included', () => {
    const { logger, last } = record();
    logger.error(new Error('outer', { cause: new TypeError('inner') }));
    expect(last()).toMatchObject({
      level: 'error',
      msg: 'outer',
      error: { name: 'Error', message: 'outer', cause: { name: 'TypeError', message: 'inner' } },
    });
    expect((last().error as { stack: string }).stack).toContain('logger.spec');
  });

  it("takes Nest's way of passing a stack", () => {
    const { logger, last } = record();
    logger.error('it broke', 'Error: it broke\n at x', 'Context');
    expect(last()).toMatchObject({ msg: 'it broke', context: 'Context', error: { stack: 'Error: it broke\n at x' } });
  });

  it('writes nothing below its level', () => {
    const { logger, lines } = record({ level: 'warn' });
    logger.log('no');
    logger.debug('no');
    logger.verbose('no');
    logger.warn('yes');
    logger.error('yes');
    logger.fatal('yes');
    expect(lines).toHaveLength(3);
  });

  it("shows the framework's own start to developers only", () => {
    const { logger, lines, last } = record({ level: 'info' });
    logger.log('Mapped {/health/live, GET} route', 'RouterExplorer');
    expect(lines).toHaveLength(0);
    logger.warn('something odd', 'RouterExplorer');
    expect(last()).toMatchObject({ level: 'warn' });
  });

  it('hides secrets, by name and by shape', () => {
    const { logger, lines } = record();
    logger.log({
      msg: 'x',
      authorization: 'Bearer abc',
      nested: { password: 'abc', api_key: 'abc', claim_token: 'abc' },
    });
    logger.log('postgresql://u:abc@h/d and agh_claim_abcabc');
    logger.error(new Error('postgresql://u:abc@h/d'));
    logger.log({ msg: 'sent Bearer abc', token: { value: 'abc' }, apiKey: 'abc' });
    logger.error('it broke', 'Error: password=abc\n at x', 'Context');
    logger.warn('authorization: Basic abc');
    expect(lines.join('')).not.toContain('abc');
    expect(lines.join('')).toContain('postgresql://***@h/d');
  });

  it('hides secrets that were registered', () => {
    const { logger, lines } = record();
    registerSecret('r3gistered-secret');
    logger.error(new Error('it says r3gistered-secret', { cause: new Error('r3gistered-secret') }));
    expect(lines.join('')).not.toContain('r3gistered');
  });

  it('survives what JSON cannot hold', () => {
    const { logger, last } = record();
    const cyclic: Record<string, unknown> = { msg: 'x', big: 12n, when: new Date(0) };
    cyclic.self = cyclic;
    logger.log(cyclic);
    expect(last()).toMatchObject({ msg: 'x', big: '12', when: '1970-01-01T00:00:00.000Z' });
  });

  it('is text for people', () => {
    const { logger, lines } = record({ format: 'text' });
    logger.log({ msg: 'request', status: 200, route: '/api/tasks' }, 'http');
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}\[http\] request status=200 route=\/api\/tasks\n$/);
    logger.error(new Error('it broke'));
    expect(lines[1]).toMatch(/ERROR it broke\nError: it broke\n/);
  });
});
