import { ProgressBar, progressLine } from '../../../src/cli/rebuild/progress-bar.js';

const CLEAR = '\r\u001b[K';
const at = (eventsDone: number, eventsTotal = 1000) => ({ name: 'inbox', eventsDone, eventsTotal });

function screen(isTTY?: boolean) {
  const written: string[] = [];
  return { written, isTTY, write: (text: string) => written.push(text) };
}

describe('the line of a rebuild', () => {
  it('says how far it is, how fast it goes and how long it takes still', () => {
    const line = 'inbox [############            ] 50 % 500 of 1000 events, 125/s, 4 s left';
    expect(progressLine(at(500), 500, 4)).toBe(line);
  });

  it('says nothing of a speed that is not known yet', () => {
    const line = 'inbox [######                  ] 25 % 250 of 1000 events';
    expect(progressLine(at(250), 0, 3)).toBe(line);
    expect(progressLine(at(250), 250, 0)).toBe(line);
  });

  it('is full at most, when more events came than it began with, and when there was none', () => {
    const full = `[${'#'.repeat(24)}]`;
    expect(progressLine(at(1100), 1100, 1)).toBe(`inbox ${full} 100 % 1100 of 1000 events, 1100/s, 0 s left`);
    expect(progressLine(at(0, 0), 0, 1)).toBe(`inbox ${full} 100 % 0 of 0 events`);
  });

  it('rounds down, so that 100 % is the end', () => {
    expect(progressLine(at(999), 0, 0)).toContain(' 99 % ');
  });
});

describe('the bar', () => {
  it('draws over itself on a terminal, counts the speed from its own beginning, and leaves nothing behind', () => {
    const terminal = screen(true);
    let now = 10_000;
    const bar = new ProgressBar(terminal, () => now);
    bar.show(at(400));
    now = 12_000;
    bar.show(at(500));
    bar.end();
    expect(terminal.written).toEqual([
      `${CLEAR}${progressLine(at(400), 0, 0)}`,
      `${CLEAR}${progressLine(at(500), 100, 2)}`,
      CLEAR,
    ]);
  });

  it.each([false, undefined])('draws nothing where isTTY is %s', (isTTY) => {
    const file = screen(isTTY);
    const bar = new ProgressBar(file);
    bar.show(at(1));
    bar.end();
    expect(file.written).toEqual([]);
  });

  it('clears nothing when it was never drawn', () => {
    const terminal = screen(true);
    new ProgressBar(terminal).end();
    expect(terminal.written).toEqual([]);
  });
});
