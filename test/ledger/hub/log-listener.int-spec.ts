import { LogListener } from '../../../src/ledger/hub/log-listener.js';
import { move } from '../../support/account-stream.js';
import { CuttingProxy } from '../../support/cutting-proxy.js';
import { openTestLedger, range, type TestLane, type TestLedger } from '../../support/ledger.js';
import { until } from '../../support/until.js';

const NAME = 'taskledger listener';

describe('the listener of the log', () => {
  let ledger: TestLedger;
  let one: TestLane;
  let wakes = 0;
  let told: number | undefined;
  const errors: unknown[] = [];

  beforeEach(async () => {
    ledger = await openTestLedger();
    one = ledger.instance();
    wakes = 0;
    errors.length = 0;
  });
  afterEach(() => ledger.close());

  const listenAt = (url: string) =>
    new LogListener(
      url,
      (position) => {
        wakes++;
        told = position;
      },
      (error) => errors.push(error),
    );

  it('wakes once as it begins and once per flush that appended', async () => {
    const listener = listenAt(ledger.url);
    await listener.start();
    expect(wakes).toBe(1);
    await Promise.all(range(200).map(() => one.lane.execute(move('woken', 1))));
    await until('the flush is heard of', () => wakes === 2);
    expect(told).toBe(200);
    await one.lane.execute(move('woken', 1));
    await until('the next flush is heard of', () => wakes === 3);

    await listener.stop();
  });

  it('comes back on its own when its connection is ended, and looks at once for what it missed', async () => {
    const listener = listenAt(ledger.url);
    await listener.start();
    expect(await ledger.terminate(NAME)).toBe(1);
    await until('the listener is back', () => wakes === 2);
    expect(told).toBeUndefined();
    await one.lane.execute(move('again', 1));
    await until('it hears again', () => wakes === 3);

    await listener.stop();
    expect(errors).not.toEqual([]);
  });

  it('outlasts a database that is away when it begins', async () => {
    const proxy = await CuttingProxy.before(ledger.url);
    proxy.goAway();
    const listener = listenAt(proxy.url);
    await listener.start();
    expect([wakes, errors.length > 0]).toEqual([0, true]);
    proxy.comeBack();
    await until('the listener has come', () => wakes === 1);

    await listener.stop();
    await proxy.close();
  });

  it('leaves no connection when it is stopped, not even one that was just being made', async () => {
    const [settled, hasty] = [listenAt(ledger.url), listenAt(ledger.url)];
    await settled.start();
    const starting = hasty.start();
    await Promise.all([settled.stop(), hasty.stop()]);
    await starting;

    const open = 'SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1';
    await until('no connection is left', async () => (await ledger.sql(open, [NAME])).length === 0, 5_000);
  });
});
