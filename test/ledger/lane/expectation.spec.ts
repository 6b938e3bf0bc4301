import { Expectation } from '../../../src/ledger/lane/expectation.js';

const head = (position: number, recordedAt: string | null = null) => ({
  position,
  hash: position.toString(16).padStart(64, '0'),
  recordedAt,
});
const NOW = '2026-05-05T10:30:00.000Z';
const found = (position: number) => ({ head: head(position), now: NOW, answeredAt: performance.now() });
const later = (ms: number): string => new Date(Date.parse(NOW) + ms).toISOString();

describe('what a lane expects to find', () => {
  it('is nothing before it has found the ledger as it left it', () => {
    const expectation = new Expectation();
    expect(expectation.behind(head(1))).toBeUndefined();

    expectation.found(found(1), undefined);
    expect(expectation.behind(head(1))).toBeUndefined();

    expectation.found(found(1), head(1));
    expect(expectation.behind(head(2))?.head).toEqual(head(2));
    expect(expectation.behind(undefined)).toBeUndefined();
  });

  it('is nothing while other instances write', () => {
    const expectation = new Expectation();
    expectation.found(found(1), head(1));
    expectation.found(found(3), head(2));

    expect(expectation.behind(head(3))).toBeUndefined();
  });

  it('has a time that is never before that of the last event', () => {
    const expectation = new Expectation();
    expectation.found(found(1), head(1));
    const expected = expectation.behind(head(1, later(3_600_000)));

    expect(expected?.now).toBe(later(3_600_000));
    expect(expectation.behind(head(1, later(-1)))?.now).toMatch(/^2026-05-05T10:30:0[01]/);
  });

  it('has a time by the reading that took least', () => {
    const expectation = new Expectation();
    const read = (ms: number): void => expectation.found({ ...found(1), now: later(ms) }, head(1));
    const expected = (): number => Date.parse(expectation.behind(head(1))?.now ?? '') - Date.parse(NOW);
    read(50);
    read(0);
    expect(expected()).toBeGreaterThanOrEqual(50);

    // Set back by more than a way takes, or found out to be ahead: the old readings are void.
    read(-60_000);
    expect(expected()).toBeLessThan(-50_000);
    expect(expectation.held({ head: head(1), now: later(2) }, { head: head(1), now: later(1) })).toBe(false);
    expect(expectation.behind(head(1))).toBeUndefined();
  });

  it.each([
    ['the same head and time', head(1), NOW, true],
    ['a clock that is a little ahead', head(1), later(100), true],
    ['a clock that is far ahead', head(1), later(101), false],
    ['a clock that is behind', head(1), later(-1), false],
    ['another position', head(2), NOW, false],
    ['another hash', { ...head(1), hash: head(2).hash }, NOW, false],
  ])('holds, or not, where there is %s', (_, actual, now, held) => {
    expect(new Expectation().held({ head: head(1), now: NOW }, { head: actual, now })).toBe(held);
  });
});
