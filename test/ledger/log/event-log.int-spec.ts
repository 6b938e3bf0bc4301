import { accountStream, command, CONTEXT, move, transfer } from '../../support/account-stream.js';
import { openTestLedger, range, type TestLedger } from '../../support/ledger.js';

describe('the log', () => {
  let ledger: TestLedger;

  beforeAll(async () => {
    ledger = await openTestLedger();
    const { lane } = ledger.instance();
    await lane.execute(move('a', 10));
    await lane.execute(transfer('a', 'b', 4));
    await lane.execute({
      ...command('audit', async (unit) => {
        await unit.load(accountStream, 'a');
        unit.append(accountStream, 'a', [{ type: 'account.audited', data: { by: 'auditor' } }], {
          actor: { kind: 'daemon', ref: 'auditor' },
          origin: { kind: 'daemon', ref: 'nightly' },
        });
      }),
      causationId: 'evt-00000000000000aa',
    });
    await lane.execute(move('c', 1));
  });
  afterAll(() => ledger.close());

  const positions = (events: readonly { readonly position: number }[]): number[] =>
    events.map((event) => event.position);

  it('keeps who, by which way, why and in which command', async () => {
    const [first, into, out, audit] = await ledger.log.after(0, 4);

    expect(first).toMatchObject({
      position: 1,
      stream: 'account:a',
      version: 1,
      type: 'account.moved',
      schemaVersion: 2,
      visibility: 'public',
      data: { amount: 10 },
      ...CONTEXT,
      causationId: null,
    });
    expect(first?.eventId).toMatch(/^evt-[0-9a-f]{16}$/);
    expect(first?.commandId).toMatch(/^cmd-[0-9a-f]{16}$/);
    expect(out?.commandId).toBe(into?.commandId);
    expect(out?.commandId).not.toBe(first?.commandId);
    expect(audit).toMatchObject({
      visibility: 'internal',
      actor: { kind: 'daemon', ref: 'auditor' },
      origin: { kind: 'daemon', ref: 'nightly' },
      causationId: 'evt-00000000000000aa',
      correlationId: CONTEXT.correlationId,
    });
  });

  it('reads all streams above a position, a page at a time', async () => {
    expect(await ledger.log.head()).toBe(5);
    expect(positions(await ledger.log.after(0, 100))).toEqual([1, 2, 3, 4, 5]);
    expect(positions(await ledger.log.after(2, 2))).toEqual([3, 4]);
    expect(await ledger.log.after(5, 100)).toEqual([]);
  });

  it('reads one stream, internal events only when asked', async () => {
    expect(positions(await ledger.log.ofStream('account:a', 0, 100))).toEqual([1, 3]);
    expect(positions(await ledger.log.ofStream('account:a', 0, 100, true))).toEqual([1, 3, 4]);
    expect(positions(await ledger.log.ofStream('account:a', 1, 1, true))).toEqual([3]);
    expect(await ledger.log.ofStream('account:none', 0, 100)).toEqual([]);
  });

  it('reads several streams in order of position, and the newest of one first', async () => {
    expect(positions(await ledger.log.ofStreams(['account:a', 'account:c'], 0, 100))).toEqual([1, 3, 5]);
    expect(positions(await ledger.log.ofStreams(['account:a', 'account:c'], 1, 1))).toEqual([3]);
    expect(positions(await ledger.log.newestOfStream('account:a', 100))).toEqual([3, 1]);
    expect(positions(await ledger.log.newestOfStream('account:a', 1))).toEqual([3]);
  });

  it('never shows a reader a position before all below it, while lanes write', async () => {
    const lanes = [ledger.instance(), ledger.instance()];
    const written = Promise.all(
      range(16).map(async (n) => {
        for (const turn of range(20)) await lanes[(n + turn) % 2]?.lane.execute(move(`w${n}`, 1));
      }),
    );
    let last = await ledger.log.head();
    const gaps: number[] = [];
    const end = last + 16 * 20;
    while (last < end) {
      for (const position of positions(await ledger.log.after(last, 1_000))) {
        if (position !== last + 1) gaps.push(position);
        last = position;
      }
    }
    await written;

    expect(gaps).toEqual([]);
  });
});
