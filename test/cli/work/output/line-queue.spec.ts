import { LineQueue } from '../../../../src/cli/work/output/line-queue.js';

function queueOf(lines: string[]): LineQueue {
  const queue = new LineQueue();
  lines.forEach((line) => queue.push(line));
  return queue;
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `line ${i}`);

describe('the queue of lines', () => {
  it('hands them out in order, at most 50 at a time', () => {
    const queue = queueOf(numbered(120));
    const batches = [queue.take(), queue.take(), queue.take(), queue.take()];
    expect(batches.map(({ length }) => length)).toEqual([50, 50, 20, 0]);
    expect(batches.flat()).toEqual(numbered(120));
  });

  it('hands out no more bytes than an event takes, and cuts lines that are longer than the service allows', () => {
    const queue = queueOf(Array.from({ length: 50 }, () => '漢'.repeat(3_000)));
    const batch = queue.take();
    expect(batch.length).toBeGreaterThan(1);
    expect(batch.every((line) => line === '漢'.repeat(2_000))).toBe(true);
    expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThanOrEqual(65_536);
    expect(queue.length).toBe(50 - batch.length);
  });

  it('says how many lines it had to leave out', () => {
    const queue = queueOf(numbered(100));
    queue.keepNewest(60);
    queue.leaveOut(2);
    expect(queue.take()).toEqual(['[taskledger work: 42 lines were left out]', ...numbered(100).slice(40, 89)]);
    expect(queue.take()).toEqual(numbered(100).slice(89));
  });
});
