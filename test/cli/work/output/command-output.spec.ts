import * as fc from 'fast-check';
import { CommandOutput } from '../../../../src/cli/work/output/command-output.js';

function outputOf(...lines: string[]): CommandOutput {
  const output = new CommandOutput();
  for (const text of lines) output.standardOutput({ text, cut: false });
  return output;
}

const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

describe('the result of a command', () => {
  it.each([
    ['an object', ['working', '{"words":3}'], { words: 3 }],
    ['an array', ['[1,2]', '', '  '], [1, 2]],
    ['a number', ['42'], 42],
    ['a text in quotes', ['"done"'], 'done'],
    ['null', ['null'], null],
  ])('is the JSON on the last line: %s', (_name, lines, result) => {
    expect(outputOf(...lines).result()).toEqual(result);
  });

  it('is everything printed when the last line is no JSON', () => {
    expect(outputOf('{"words":3}', 'done').result()).toBe('{"words":3}\ndone');
  });

  it('is nothing when nothing was printed', () => {
    expect(outputOf().result()).toBeUndefined();
    expect(outputOf('', ' ').result()).toBeUndefined();
  });

  it('does not take the cut beginning of a long line for JSON', () => {
    const output = new CommandOutput();
    output.standardOutput({ text: '123', cut: true });
    expect(output.result()).toMatch(/^123\n\[taskledger work: the output was longer\]$/);
  });

  it('always fits, whatever was printed', () => {
    const line = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\u0001', 'ö', '😀'), maxLength: 50 });
    fc.assert(
      fc.property(line, fc.integer({ min: 1, max: 80_000 }), (text, times) => {
        const result = outputOf(text.repeat(Math.ceil(times / (text.length + 1))), 'end').result();
        expect(jsonBytes(result)).toBeLessThanOrEqual(65_536);
        expect(result).toMatch(/end$|\[taskledger work: the output was longer\]$/);
        expect(Buffer.from(result as string).toString()).toBe(result);
      }),
    );
  });

  it('has no NUL in it, which the ledger could not keep', () => {
    expect(outputOf('a\0b').result()).toBe('a\uFFFDb');
  });
});

describe('the error of a command', () => {
  const failing = (...lines: string[]): CommandOutput => {
    const output = new CommandOutput();
    for (const text of lines) output.standardError({ text, cut: false });
    return output;
  };

  it('says how it ended and what it said last', () => {
    expect(failing('warning: x', '', 'fatal: y').error({ code: 3, signal: null })).toBe(
      'exit code 3: warning: x\nfatal: y',
    );
    expect(failing().error({ code: null, signal: 'SIGKILL' })).toBe('killed by SIGKILL');
  });

  it('keeps the end of what it said', () => {
    const lines = Array.from({ length: 500 }, (_, i) => `line ${i} ${'😀'.repeat(150)}`);
    const error = failing(...lines).error({ code: 1, signal: null });
    expect(error.length).toBeLessThan(4_050);
    expect(error).toMatch(/^exit code 1: …/);
    expect(error.endsWith(lines.at(-1) ?? '')).toBe(true);
    expect(Buffer.from(error).toString()).toBe(error);
  });
});
