import { ProgressSender } from '../../../../src/cli/work/output/progress-sender.js';
import { TaskledgerError } from '../../../../src/client/index.js';

type Send = (lines: string[]) => Promise<void>;

function senderOf(send: Send): { sender: ProgressSender; abort: AbortController; lost: unknown[] } {
  const abort = new AbortController();
  const lost: unknown[] = [];
  const onLeaseLost = (error: unknown): void => {
    lost.push(error);
    abort.abort();
  };
  return { sender: new ProgressSender({ send, signal: abort.signal, onLeaseLost }), abort, lost };
}

const away = (): TaskledgerError => new TaskledgerError('away', { status: 0, code: 'ECONNREFUSED' });
const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `line ${from + i}`);

describe('the sender of progress', () => {
  it('sends all lines once, in order', async () => {
    const sent: string[][] = [];
    const { sender } = senderOf(async (lines) => void sent.push(lines));
    numbered(0, 130).forEach((line) => sender.add(line));
    await sender.drain();
    expect(sent.flat()).toEqual(numbered(0, 130));
    expect(sent).toHaveLength(3);
  });

  it('holds its feeder up while the service is slow', async () => {
    let open: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (open = resolve));
    const sent: string[] = [];
    const { sender } = senderOf(async (lines) => {
      await slow;
      sent.push(...lines);
    });
    numbered(0, 1_100).forEach((line) => sender.add(line));
    let hasRoom = false;
    const room = sender.room().then(() => (hasRoom = true));
    await new Promise(setImmediate);
    expect(hasRoom).toBe(false);
    open();
    await room;
    await sender.drain();
    expect(sent).toEqual(numbered(0, 1_100));
  });

  it('keeps the newest lines while the service is away, and says what is missing', async () => {
    let isAway = true;
    const sent: string[] = [];
    const tried: string[][] = [];
    const { sender } = senderOf(async (lines) => {
      tried.push(lines);
      if (isAway) throw away();
      sent.push(...lines);
    });
    numbered(0, 50).forEach((line) => sender.add(line));
    while (tried.length === 0) await new Promise(setImmediate);
    await new Promise(setImmediate);
    numbered(50, 2_000).forEach((line) => sender.add(line));
    await sender.room();
    isAway = false;
    await sender.drain();
    const missing = '[taskledger work: 950 lines were left out]';
    expect(sent).toEqual([...numbered(0, 50), missing, ...numbered(1_000, 2_000)]);
  });

  it('goes on without lines that the service refuses', async () => {
    const sent: string[] = [];
    const { sender } = senderOf(async (lines) => {
      if (lines.includes('line 0')) throw new TaskledgerError('bad', { status: 422 });
      sent.push(...lines);
    });
    numbered(0, 60).forEach((line) => sender.add(line));
    await sender.drain();
    expect(sent).toEqual(['[taskledger work: 50 lines were left out]', ...numbered(50, 60)]);
  });

  it('ends when the lease is lost, and takes no more lines', async () => {
    const refusal = new TaskledgerError('lost', { status: 409, code: 'AUTONOMY_NO_ACTIVE_LEASE' });
    const { sender, lost } = senderOf(() => Promise.reject(refusal));
    sender.add('line');
    await sender.drain();
    sender.add('another');
    await sender.drain();
    await sender.room();
    expect(lost).toEqual([refusal]);
  });
});
