import { parseWorkOptions } from '../../../src/cli/work/options.js';

describe('the command line of the worker', () => {
  it('has defaults', () => {
    expect(parseWorkOptions(['--agent', 'counter', '--', 'wc', '-l'])).toEqual({
      agent: 'counter',
      concurrency: 1,
      capabilities: [],
      leaseSeconds: 60,
      graceMs: 5_000,
      command: 'wc',
      args: ['-l'],
    });
  });

  it('leaves everything after -- to the command', () => {
    const options = parseWorkOptions(['--agent=a', '--', 'run', '--agent', 'b', '--', '--lease']);
    expect(options).toMatchObject({ agent: 'a', command: 'run', args: ['--agent', 'b', '--', '--lease'] });
  });

  it('takes every option', () => {
    const given = '--agent a --workspace W --concurrency 4 --url http://x:1 --capability c --capability d';
    const options = parseWorkOptions([
      ...given.split(' '),
      '--lease',
      '30',
      '--channel',
      'ch',
      '--grace',
      '0',
      '--',
      'run',
    ]);
    expect(options).toEqual({
      agent: 'a',
      workspace: 'W',
      concurrency: 4,
      url: 'http://x:1',
      capabilities: ['c', 'd'],
      leaseSeconds: 30,
      channel: 'ch',
      graceMs: 0,
      command: 'run',
      args: [],
    });
  });

  it.each([
    [['--', 'run'], /--agent/],
    [['--agent', '  ', '--', 'run'], /--agent/],
    [['--agent', 'a'], /command is missing/],
    [['--agent', 'a', '--'], /command is missing/],
    [['--agent', 'a', '--concurrency', '0', '--', 'run'], /--concurrency 0: a whole number from 1 to 256/],
    [['--agent', 'a', '--lease', '1.5', '--', 'run'], /--lease 1.5/],
    [['--agent', 'a', '--lease', '86401', '--', 'run'], /--lease 86401/],
    [['--agent', 'a', '--url', 'localhost:3000', '--', 'run'], /not the address of a service/],
    [['--agent', 'a', '--speed', '9', '--', 'run'], /--speed/],
    [['--agent', 'a', 'run'], /Unexpected argument|command is missing/],
  ])('refuses %j', (args, message) => {
    expect(() => parseWorkOptions(args)).toThrow(message);
  });
});
