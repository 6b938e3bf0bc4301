import { Rejection } from '../../../src/ledger/rejection.js';
import { accountStream, command, look, move } from '../../support/account-stream.js';
import { openTestLedger, outcomes, range, type TestLane, type TestLedger } from '../../support/ledger.js';

describe('group commit', () => {
  let ledger: TestLedger;
  let one: TestLane;

  beforeAll(async () => {
    ledger = await openTestLedger();
    one = ledger.instance();
  });
  afterAll(() => ledger.close());

  it('writes many parallel commands in few flushes, each seeing those before it', async () => {
    const answers = await Promise.all(range(1_000).map(() => one.lane.execute(move('grouped', 1))));

    expect(answers.map((answer) => answer.result)).toEqual(range(1_000).map((n) => n + 1));
    const full = one.flushes.filter((flush) => flush.commands > 0);
    expect(full.reduce((sum, flush) => sum + flush.commands, 0)).toBe(1_000);
    // All were queued before the first flush began: 1,000 commands by at most 256.
    expect(full.map((flush) => flush.commands)).toEqual([256, 256, 256, 232]);
  });

  it('numbers positions and versions densely, in the order of the commands', async () => {
    await Promise.all(range(300).map((n) => one.lane.execute(move(`spread-${n % 7}`, 1))));
    const events = await ledger.sql<{ position: number; stream: string; version: number }>(
      'SELECT position, stream, version FROM events ORDER BY position',
    );

    expect(events.map((event) => event.position)).toEqual(range(events.length).map((n) => n + 1));
    const versions = new Map<string, number>();
    for (const { stream, version } of events) {
      expect(version).toBe((versions.get(stream) ?? 0) + 1);
      versions.set(stream, version);
    }
    expect(await ledger.verify()).toMatchObject({ ok: true, events: events.length });
  });

  it('answers only what another connection can already read', async () => {
    const read = 'SELECT max(position) >= $2 AS up_to_date, count(*) FILTER (WHERE stream = $1) AS own FROM events';
    const seen = await Promise.all(
      range(100).map(async (n) => {
        const { position } = await one.lane.execute(move(`answered-${n}`, 5));
        return (await ledger.sql(read, [`account:answered-${n}`, position]))[0];
      }),
    );

    expect(seen).toEqual(range(100).map(() => ({ up_to_date: true, own: 1 })));
  });

  it('does not answer before the commit', async () => {
    const order: string[] = [];
    one.lane.onCommitted((events) => void order.push(`committed ${events.length}`));
    const running = command('slow', async (unit) => {
      await unit.load(accountStream, 'early');
      unit.append(accountStream, 'early', [{ type: 'account.moved', data: { amount: 1 } }]);
      order.push(`visible while running: ${(await ledger.log.ofStream('account:early', 0, 1)).length}`);
    });
    await one.lane.execute(running).then(() => order.push('answered'));

    expect(order).toEqual(['visible while running: 0', 'committed 1', 'answered']);
  });

  it('reads without writing: no event, no new position', async () => {
    const before = await ledger.log.head();
    const { result, position } = await one.lane.execute(look('grouped'));

    expect(result.balance).toBe(1_000);
    expect(position).toBe(before);
    expect(await ledger.log.head()).toBe(before);
  });

  it('drops a command whose caller left before it began', async () => {
    const left = { ...move('left', 1), signal: AbortSignal.abort() };

    expect(await outcomes([one.lane.execute(left), one.lane.execute(move('stayed', 1))])).toEqual(['CallerLeft', 'ok']);
    expect((await one.lane.execute(look('left'))).result).toEqual(accountStream.initial);
  });

  it('answers and goes on when somebody who is told of its commits throws', async () => {
    const two = ledger.instance();
    const heard: number[] = [];
    two.lane.onCommitted(() => {
      throw new Error('a listener fails');
    });
    two.lane.onCommitted((events) => heard.push(events.length));

    expect((await two.lane.execute(move('heard', 1))).result).toBe(1);
    expect((await two.lane.execute(move('heard', 1))).result).toBe(2);
    expect(heard).toEqual([1, 1]);
    expect(two.failures).toEqual([new Error('a listener fails'), new Error('a listener fails')]);
  });

  it('tells callers beyond the queue to come back, and serves those in it', async () => {
    const commands = range(10_050).map(() => one.lane.execute(look('grouped')));
    const told = await outcomes(commands);

    expect(told.slice(0, 10_000).every((outcome) => outcome === 'ok')).toBe(true);
    expect(new Set(told.slice(10_000))).toEqual(new Set(['ledger_overloaded']));
  });

  it('finishes what waits when it is closed, and refuses what comes later', async () => {
    const two = ledger.instance();
    const waiting = range(300).map(() => two.lane.execute(move('closing', 1)));
    const closed = two.lane.close();
    const late = two.lane.execute(move('closing', 1));

    await expect(late).rejects.toEqual(new Rejection('ledger_unavailable', 'the service is shutting down'));
    expect(new Set(await outcomes(waiting))).toEqual(new Set(['ok']));
    await closed;
    expect((await one.lane.execute(look('closing'))).result.balance).toBe(300);
  });
});
