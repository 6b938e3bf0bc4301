import * as fc from 'fast-check';
import { KEPT_LINE_LENGTH, LineSplitter } from '../../../../src/cli/work/output/line-splitter.js';

function lines(...chunks: (string | Buffer)[]): string[] {
  const splitter = new LineSplitter();
  const all = [...chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk))), ...splitter.end()];
  return all.map(({ text }) => text);
}

describe('cutting output into lines', () => {
  it('takes a last line without line end', () => {
    expect(lines('a\nb')).toEqual(['a', 'b']);
    expect(lines('a\n\n')).toEqual(['a', '']);
    expect(lines()).toEqual([]);
  });

  it('shows a line that writes over itself as it was at last', () => {
    expect(lines('10 %\r50 %\r100 %\r\ndone\r\n')).toEqual(['100 %', 'done']);
  });

  it('keeps the beginning of a line that never ends', () => {
    const splitter = new LineSplitter();
    const block = Buffer.alloc(KEPT_LINE_LENGTH, 'x');
    for (let i = 0; i < 5; i += 1) expect(splitter.push(block)).toEqual([]);
    expect(splitter.push(Buffer.from('end\nnext\n'))).toEqual([
      { text: 'x'.repeat(KEPT_LINE_LENGTH), cut: true },
      { text: 'next', cut: false },
    ]);
  });

  it('gives the same lines however the bytes are cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', 'ö', '漢', '😀'), maxLength: 40 });
    fc.assert(
      fc.property(text, fc.array(fc.nat(120), { maxLength: 8 }), (output, cuts) => {
        const bytes = Buffer.from(output);
        const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const chunks = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
        const whole = output.split('\n');
        if (whole.at(-1) === '') whole.pop();
        expect(lines(...chunks)).toEqual(whole);
      }),
    );
  });
});
