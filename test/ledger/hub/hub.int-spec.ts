import type { RecordedEvent } from '../../../src/ledger/event.js';
import { Hub } from '../../../src/ledger/hub/hub.js';
import { LogListener } from '../../../src/ledger/hub/log-listener.js';
import { EventLog } from '../../../src/ledger/log/event-log.js';
import { move } from '../../support/account-stream.js';
import { openTestLedger, range, type TestLedger } from '../../support/ledger.js';
import { gate, until } from '../../support/until.js';

const NEVER_MS = 1_000_000;

/** The log, counting how often the hub reads it. */
class CountedLog extends EventLog {
  reads = 0;

  override after(position: number, limit: number): Promise<RecordedEvent[]> {
    this.reads++;
    return super.after(position, limit);
  }
}

describe('the hub', () => {
  let ledger: TestLedger;
  let log: CountedLog;
  const hubs: Hub[] = [];

  beforeEach(async () => {
    ledger = await openTestLedger();
    log = new CountedLog(ledger.dataSource);
  });
  afterEach(async () => {
    await Promise.all(hubs.splice(0).map((hub) => hub.stop()));
    await ledger.close();
  });

  async function startHub(pollMs: number, onError?: (error: unknown) => void): Promise<Hub> {
    const hub = new Hub(log, { pollMs, ...(onError ? { onError } : {}) });
    hubs.push(hub);
    await hub.start();
    return hub;
  }

  function record(hub: Hub): number[] {
    const positions: number[] = [];
    hub.listen((events) => positions.push(...events.map((event) => event.position)));
    return positions;
  }

  it('hands every event to every listener once and in order, whoever commits it', async () => {
    const [own, foreign] = [ledger.instance(), ledger.instance()];
    const hub = await startHub(50);
    const listener = new LogListener(ledger.url, (position) => hub.wake(position));
    await listener.start();
    own.lane.onCommitted((events) => hub.offer(events));
    const heard = range(5).map(() => record(hub));
    await Promise.all(
      range(32).map(async (n) => {
        for (const turn of range(25)) await ((n + turn) % 2 ? own : foreign).lane.execute(move(`heard-${n % 5}`, 1));
      }),
    );

    expect(await hub.reached(800, 20_000)).toBe(true);
    await listener.stop();
    for (const positions of heard) expect(positions).toEqual(range(800).map((n) => n + 1));
  });

  it('reads once per wake, however many listen', async () => {
    const foreign = ledger.instance();
    const hub = await startHub(NEVER_MS);
    const readsFor = async (listeners: number): Promise<number> => {
      const heard = range(listeners).map(() => record(hub));
      const before = log.reads;
      const { position } = await foreign.lane.execute(move('counted', 1));
      hub.wake();
      await until('the event is handed over', () => hub.position === position);
      expect(heard.map((positions) => positions.at(-1))).toEqual(range(listeners).map(() => position));
      return log.reads - before;
    };

    expect(await readsFor(1)).toBe(1);
    expect(await readsFor(200)).toBe(1);
  });

  it('makes one further read of any number of wakes during a read', async () => {
    const foreign = ledger.instance();
    const hub = await startHub(NEVER_MS);
    const { position } = await foreign.lane.execute(move('burst', 1));
    for (const _ of range(500)) hub.wake();
    await until('the event is handed over', () => hub.position === position);
    await hub.stop();

    expect(log.reads).toBeLessThanOrEqual(2);
  });

  it('hands on what its own instance commits without reading', async () => {
    const own = ledger.instance();
    const hub = await startHub(NEVER_MS);
    own.lane.onCommitted((events) => hub.offer(events));
    const heard = record(hub);
    await Promise.all(range(600).map(() => own.lane.execute(move('own', 1))));

    expect(heard).toEqual(range(600).map((n) => n + 1));
    expect(log.reads).toBe(0);
  });

  it('reads nothing when it is told of a position that it has handed over, and reads for one behind it', async () => {
    const [own, foreign] = [ledger.instance(), ledger.instance()];
    const hub = await startHub(NEVER_MS);
    own.lane.onCommitted((events) => hub.offer(events));
    const { position } = await own.lane.execute(move('told', 1));
    hub.wake(position);
    expect(log.reads).toBe(0);
    const later = await foreign.lane.execute(move('told', 1));
    hub.wake(later.position);
    await until('the event is handed over', () => hub.position === later.position);
    expect(log.reads).toBe(1);
  });

  it('reads what lies between when its own commit does not follow on what it has handed over', async () => {
    const [own, foreign] = [ledger.instance(), ledger.instance()];
    const hub = await startHub(NEVER_MS);
    own.lane.onCommitted((events) => hub.offer(events));
    const heard = record(hub);
    await foreign.lane.execute(move('gap', 1));
    const { position } = await own.lane.execute(move('gap', 1));

    expect(await hub.reached(position, 20_000)).toBe(true);
    expect(heard).toEqual([1, 2]);
  });

  it('finds what no notification told, by looking every so often', async () => {
    const foreign = ledger.instance();
    const hub = await startHub(20);
    const found = gate<readonly RecordedEvent[]>();
    hub.listen(found.open);
    await foreign.lane.execute(move('unheard', 1));

    expect((await found.passed).map((event) => event.position)).toEqual([1]);
  });

  it('catches up page by page when it has fallen far behind', async () => {
    const foreign = ledger.instance();
    const hub = await startHub(NEVER_MS);
    const heard = record(hub);
    await Promise.all(range(2_500).map((n) => foreign.lane.execute(move(`far-${n % 9}`, 1))));
    expect(await hub.reached(2_500, 20_000)).toBe(true);

    expect(heard).toEqual(range(2_500).map((n) => n + 1));
    expect(log.reads).toBe(3);
  });

  it('begins at the head that it finds, and ends with whoever stops listening', async () => {
    const own = ledger.instance();
    await own.lane.execute(move('before', 1));
    const hub = await startHub(NEVER_MS);
    own.lane.onCommitted((events) => hub.offer(events));
    const heard: number[] = [];
    const end = hub.listen((events) => heard.push(...events.map((event) => event.position)));
    await own.lane.execute(move('during', 1));
    end();
    await own.lane.execute(move('after', 1));

    expect(heard).toEqual([2]);
    expect(hub.position).toBe(3);
  });

  it('goes on when a listener throws, and tells of it', async () => {
    const own = ledger.instance();
    const errors: unknown[] = [];
    const hub = await startHub(NEVER_MS, (error) => errors.push(error));
    own.lane.onCommitted((events) => hub.offer(events));
    hub.listen(() => {
      throw new Error('a listener fails');
    });
    const heard = record(hub);
    await own.lane.execute(move('thrown', 1));

    expect(heard).toEqual([1]);
    expect(errors).toEqual([new Error('a listener fails')]);
  });

  it('lets those who wait for a position go when it stops or time is up', async () => {
    const hub = await startHub(NEVER_MS);
    const timedOut = hub.reached(1, 1);
    const stopped = hub.reached(1, NEVER_MS);

    expect(await timedOut).toBe(false);
    await hub.stop();
    expect(await stopped).toBe(false);
  });
});
