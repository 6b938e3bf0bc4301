import { Findings } from '../../../src/ledger/duties/findings.js';

describe('the findings of a turn', () => {
  it('are those that were acted on', async () => {
    const findings = new Findings();
    await findings.each([1, 2, 3], (n) => Promise.resolve(n !== 2));
    await findings.each([4], () => Promise.resolve(true));
    expect(findings.report()).toEqual({ findings: 3 });
    expect(new Findings().report()).toEqual({ findings: 0 });
  });

  it('do not keep each other from theirs; that some failed is told at the end', async () => {
    const findings = new Findings();
    const acted: number[] = [];
    const act = (n: number) => (n === 1 ? Promise.reject(new Error('no')) : Promise.resolve(acted.push(n) > 0));
    await findings.each([1, 2], act);
    await findings.each([3], act);
    expect(acted).toEqual([2, 3]);
    expect(() => findings.report()).toThrow('1 of 3 findings failed: no');
  });
});
