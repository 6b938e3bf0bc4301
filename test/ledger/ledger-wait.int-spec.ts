import type { RecordedEvent } from '../../src/ledger/event.js';
import { Hub } from '../../src/ledger/hub/hub.js';
import { LedgerWait, type LogReader } from '../../src/ledger/ledger-wait.js';
import { EventLog } from '../../src/ledger/log/event-log.js';
import { move } from '../support/account-stream.js';
import { openTestLedger, range, type TestLedger } from '../support/ledger.js';
import { type Gate, gate, until } from '../support/until.js';

const NEVER_MS = 1_000_000;
const REFUSED = { code: 'ledger_position_not_reached' };

/** The log, counting what is read of it; a gate holds up those who read on. */
class WatchedLog extends EventLog {
  reads = 0;
  held: Gate<void> | undefined;

  override async after(position: number, limit: number): Promise<RecordedEvent[]> {
    this.reads++;
    await this.held?.passed;
    return super.after(position, limit);
  }
}

let ledger: TestLedger;
let log: WatchedLog;
let hub: Hub;
let write: () => Promise<number>;

beforeEach(async () => {
  ledger = await openTestLedger();
  log = new WatchedLog(ledger.dataSource);
  hub = new Hub(log, { pollMs: NEVER_MS });
  const { lane } = ledger.instance();
  write = async () => (await lane.execute(move('waited for', 1))).position;
  await write();
  await hub.start();
});

afterEach(async () => {
  log.held?.open();
  await hub.stop();
  await ledger.close();
});

const waiting = (waitMs: number) => new LedgerWait(hub, log, waitMs);

describe('a query that waits for a position', () => {
  it('goes on at once where the log has come to it, and says how far it has come', async () => {
    const head = hub.position;
    expect(await waiting(0).until(0)).toBe(head);
    expect(await waiting(0).until(head)).toBe(head);
  });

  it('goes on when the position is written meanwhile', async () => {
    const reached = waiting(NEVER_MS).until(hub.position + 2);
    await write();
    const second = await write();
    hub.wake();
    expect(await reached).toBe(second);
  });

  it('sees what another instance wrote although nobody woke the hub', async () => {
    const written = await write();
    expect(hub.position).toBeLessThan(written);
    expect(await waiting(NEVER_MS).until(written)).toBe(written);
  });

  it('is refused when the log does not come to it in time', async () => {
    await expect(waiting(5).until(hub.position + 1)).rejects.toMatchObject(REFUSED);
    await expect(waiting(5).until(Number(2n ** 63n - 1n))).rejects.toMatchObject(REFUSED);
  });

  it('is not refused because the hub is behind the log', async () => {
    log.held = gate();
    const written = await write();
    expect(await waiting(5).until(written)).toBe(written);
    expect(hub.position).toBeLessThan(written);
  });

  it('reads the log no more often the more wait', async () => {
    const wanted = hub.position + 1;
    const wait = waiting(NEVER_MS);
    const all = Promise.all(range(200).map(() => wait.until(wanted)));
    await until('the hub to look', () => log.reads > 0);
    await write();
    hub.wake();
    expect(new Set(await all)).toEqual(new Set([wanted]));
    expect(log.reads).toBeLessThanOrEqual(6);
  });
});

describe('a query of a view that is kept by a follower', () => {
  /** A follower that has come so far, and gets no further by itself. */
  function follower(position: number): LogReader & { reachedBy: number[]; go(to: number): void } {
    const arrivals: (() => void)[] = [];
    const self = {
      position,
      reachedBy: [] as number[],
      go(to: number) {
        self.position = to;
        for (const arrive of arrivals) arrive();
      },
      reached: (wanted: number, timeoutMs: number): Promise<boolean> => {
        self.reachedBy.push(wanted);
        return new Promise((resolve) => {
          const look = () => self.position >= wanted && resolve(true);
          arrivals.push(look);
          setTimeout(() => resolve(false), Math.min(timeoutMs, 60_000)).unref();
          look();
        });
      },
    };
    return self;
  }

  it('waits for the head that it saw at arrival, and says how far the view has come', async () => {
    const head = await write();
    const reader = follower(0);
    const answer = waiting(NEVER_MS).untilFollowed(reader);
    await until('the follower to be waited for', () => reader.reachedBy.length > 0);
    await write();
    reader.go(head);
    expect(await answer).toBe(head);
    expect(reader.reachedBy).toEqual([head]);
  });

  it('answers late rather than not at all, unless the caller has named the position', async () => {
    const head = await write();
    expect(await waiting(5).untilFollowed(follower(head - 1))).toBe(head - 1);
    expect(await waiting(5).untilFollowed(follower(head - 1), head - 1)).toBe(head - 1);
    await expect(waiting(5).untilFollowed(follower(head - 1), head)).rejects.toMatchObject(REFUSED);
    await expect(waiting(5).untilFollowed(follower(head), head + 1)).rejects.toMatchObject(REFUSED);
  });
});
