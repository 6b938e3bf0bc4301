import { Leadership } from '../../../src/ledger/duties/leadership.js';
import { CuttingProxy } from '../../support/cutting-proxy.js';
import { openTestLedger, type TestLedger } from '../../support/ledger.js';
import { until } from '../../support/until.js';

const NAME = 'taskledger leader';
const CONNECTIONS = 'SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1';

describe('leadership', () => {
  let ledger: TestLedger;
  const all: Leadership[] = [];

  beforeEach(async () => {
    ledger = await openTestLedger();
  });
  afterEach(async () => {
    await Promise.all(all.splice(0).map((one) => one.stop()));
    await ledger.close();
  });

  async function start(url = ledger.url): Promise<Leadership> {
    const one = new Leadership(url);
    all.push(one);
    await one.start();
    return one;
  }

  it('is one instance’s at a time, and passes on when that one stops', async () => {
    const [first, second] = [await start(), await start()];
    expect([first.leads, second.leads]).toEqual([true, false]);

    await first.stop();
    expect(first.leads).toBe(false);
    await until('the other leads', () => second.leads);
  });

  it('passes on when the leader loses its connection, which it knows at once', async () => {
    const proxy = await CuttingProxy.before(ledger.url);
    const [first, second] = [await start(proxy.url), await start()];
    expect([first.leads, second.leads]).toEqual([true, false]);

    proxy.goAway();
    await until('the leader knows', () => !first.leads);
    await until('the other leads', () => second.leads);
    proxy.comeBack();
    await until('the first is connected again', async () => (await ledger.sql(CONNECTIONS, [NAME])).length === 2);
    expect(first.leads).toBe(false);

    await first.stop();
    await proxy.close();
  });

  it('is taken again when the server ends the session', async () => {
    const only = await start();
    expect(await ledger.terminate(NAME)).toBe(1);
    await until('it knows', () => !only.leads);
    await until('it leads again', () => only.leads);
  });

  it('is of one ledger: another database of the same server has its own', async () => {
    const other = await openTestLedger();
    expect((await start()).leads).toBe(true);
    expect((await start(other.url)).leads).toBe(true);

    await all.pop()?.stop();
    await other.close();
  });

  it('is not taken, nor a connection kept, by one that is stopped while it begins', async () => {
    const hasty = new Leadership(ledger.url);
    const starting = hasty.start();
    await hasty.stop();
    await starting;

    expect(hasty.leads).toBe(false);
    await until('no connection is left', async () => (await ledger.sql(CONNECTIONS, [NAME])).length === 0, 5_000);
  });
});
