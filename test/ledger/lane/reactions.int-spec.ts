import type { LaneReaction, StreamOutcome } from '../../../src/ledger/lane/reaction.js';
import type { UnitOfWork } from '../../../src/ledger/lane/unit-of-work.js';
import { Rejection } from '../../../src/ledger/rejection.js';
import {
  type AccountEvent,
  type AccountState,
  accountStream,
  command,
  look,
  move,
  transfer,
} from '../../support/account-stream.js';
import { openTestLedger, outcomes, type TestLane, type TestLedger } from '../../support/ledger.js';

type Outcome = StreamOutcome<AccountState, AccountEvent>;

/** Keeps what it was asked, and does what the test wants of it. */
class Witness implements LaneReaction<AccountState, AccountEvent> {
  readonly category = 'account';
  readonly asked: Outcome[] = [];

  constructor(private readonly follow: (outcome: Outcome, unit: UnitOfWork) => Promise<void> = async () => undefined) {}

  async react(outcome: Outcome, unit: UnitOfWork): Promise<void> {
    this.asked.push(outcome);
    await this.follow(outcome, unit);
  }

  get ids(): string[] {
    return this.asked.map(({ id }) => id);
  }
}

async function audit(unit: UnitOfWork, id: string, by: string): Promise<void> {
  await unit.load(accountStream, id);
  unit.append(accountStream, id, [{ type: 'account.audited', data: { by } }]);
}

describe('a reaction', () => {
  let ledger: TestLedger;
  let one: TestLane;

  beforeEach(async () => {
    ledger = await openTestLedger();
    one = ledger.instance();
  });
  afterEach(() => ledger.close());

  function witness(follow?: (outcome: Outcome, unit: UnitOfWork) => Promise<void>): Witness {
    const made = new Witness(follow);
    one.registry.reaction(made);
    return made;
  }

  const events = async () =>
    await ledger.sql<{ stream: string; type: string; command_id: string }>(
      'SELECT stream, type, command_id FROM events ORDER BY position',
    );

  it('is asked once for each stream that a command changed, with all that it did to it', async () => {
    await one.lane.execute(move('a', 10));
    const seen = witness();
    const twoSteps = command('two steps', async (unit) => {
      await Promise.all([unit.load(accountStream, 'a'), unit.load(accountStream, 'b')]);
      unit.append(accountStream, 'a', [{ type: 'account.moved', data: { amount: 1 } }]);
      unit.append(accountStream, 'b', [{ type: 'account.moved', data: { amount: 2 } }]);
      unit.append(accountStream, 'a', [{ type: 'account.audited', data: { by: 'eve' } }]);
    });
    await one.lane.execute(twoSteps);

    expect(seen.ids).toEqual(['a', 'b']);
    const [first] = seen.asked;
    expect(first?.before).toMatchObject({ balance: 10, audits: 0 });
    expect(first?.after).toMatchObject({ balance: 11, audits: 1 });
    expect(first?.events.map(({ type, position }) => [type, position])).toEqual([
      ['account.moved', 2],
      ['account.audited', 4],
    ]);
  });

  it('is not asked by a command that only looks, nor for streams of another category', async () => {
    const seen = witness();
    const foreign = { category: 'other', react: () => Promise.reject(new Error('asked for an account')) };
    one.registry.reaction(foreign);
    await one.lane.execute(look('a'));
    await one.lane.execute(move('a', 1));
    expect(seen.ids).toEqual(['a']);
  });

  it('is asked apart for each command of a flush, of what that command did alone', async () => {
    const seen = witness();
    await Promise.all([one.lane.execute(move('a', 1)), one.lane.execute(move('a', 2))]);
    expect(one.flushes).toEqual([{ commands: 2, events: 2 }]);
    expect(seen.asked.map(({ before, after }) => [before.balance, after.balance])).toEqual([
      [0, 1],
      [1, 3],
    ]);
  });

  it("adds to the command's own events, which the command's answer waits for", async () => {
    witness(async ({ id }, unit) => {
      if (id === 'a') await audit(unit, 'auditors', id);
    });
    await one.lane.execute(transfer('b', 'a', 0));

    const written = await events();
    expect(written.map(({ stream, type }) => `${stream} ${type}`)).toEqual([
      'account:a account.moved',
      'account:b account.moved',
      'account:auditors account.audited',
    ]);
    expect(new Set(written.map((event) => event.command_id)).size).toBe(1);
    expect((await one.lane.execute(look('auditors'))).result.audits).toBe(1);
    expect(await ledger.verify()).toMatchObject({ ok: true, streams: 3 });
  });

  it('is asked in turn for what reactions change, each stream once, so that a circle ends', async () => {
    const next: Readonly<Record<string, string>> = { a: 'b', b: 'c', c: 'a' };
    const seen = witness(({ id }, unit) => audit(unit, next[id] ?? id, id));
    await one.lane.execute(move('a', 1));

    expect(seen.ids).toEqual(['a', 'b', 'c']);
    expect((await one.lane.execute(look('a'))).result).toMatchObject({ balance: 1, audits: 1 });
  });

  it('sees what the one before it did to a stream that both look at', async () => {
    const seen = witness(async ({ id }, unit) => {
      if (id === 'a') await audit(unit, 'b', id);
    });
    await one.lane.execute(transfer('b', 'a', 0));

    expect(seen.ids).toEqual(['a', 'b']);
    expect(seen.asked[1]?.events.map((event) => event.type)).toEqual(['account.moved', 'account.audited']);
    expect(seen.asked[1]?.after).toMatchObject({ audits: 1 });
  });

  it('is taken back with all it did when what follows is refused, and the neighbours are not', async () => {
    witness(async ({ id }, unit) => {
      if (id !== 'a') return;
      await unit.load(accountStream, 'follower');
      unit.append(accountStream, 'follower', [
        { type: 'account.opened', data: { owner: 'ann' } },
        { type: 'account.moved', data: { amount: 7 } },
      ]);
      throw new Rejection('conflict', 'what must follow cannot');
    });
    const told = await outcomes([
      one.lane.execute(move('before', 1)),
      one.lane.execute(move('a', 5)),
      one.lane.execute(move('after', 2)),
    ]);

    expect(told).toEqual(['ok', 'conflict', 'ok']);
    expect(one.flushes).toEqual([{ commands: 3, events: 2 }]);
    expect((await events()).map((event) => event.stream)).toEqual(['account:before', 'account:after']);
    expect([...one.book.accountOfOwner.entries]).toEqual([]);
    expect(one.book.flow).toBe(3);
    for (const id of ['a', 'follower']) {
      expect((await one.lane.execute(look(id))).result).toEqual(accountStream.initial);
    }
  });

  it('fails its command by a bug too, and is never asked for a command that was refused', async () => {
    const seen = witness(() => Promise.reject(new TypeError('a bug')));
    const refused = command('refused', async (unit) => {
      await audit(unit, 'b', 'eve');
      throw new Rejection('validation_error', 'no');
    });
    expect(await outcomes([one.lane.execute(move('a', 1)), one.lane.execute(refused)])).toEqual([
      'TypeError',
      'validation_error',
    ]);
    expect(seen.ids).toEqual(['a']);
    expect(await ledger.log.head()).toBe(0);
  });
});
