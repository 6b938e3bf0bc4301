import fc from 'fast-check';
import type { LaneCommand } from '../../../src/ledger/lane/command.js';
import { Rejection } from '../../../src/ledger/rejection.js';
import { type AccountEvent, accountStream, command, look } from '../../support/account-stream.js';
import { openTestLedger, outcomes, type TestLane, type TestLedger } from '../../support/ledger.js';

const ACCOUNTS = ['a', 'b', 'c'];

/** What a command does, in order; it ends well, with a refusal, or with a bug. */
interface Script {
  readonly steps: readonly { readonly account: string; readonly events: readonly AccountEvent[] }[];
  readonly end: 'accept' | 'refuse' | 'throw';
}

const amount = fc.integer({ min: -100, max: 100 });
const event: fc.Arbitrary<AccountEvent> = fc.oneof(
  fc.record({ type: fc.constant('account.moved' as const), data: fc.record({ amount }) }),
  fc.record({
    type: fc.constant('account.audited' as const),
    data: fc.record({ by: fc.string({ maxLength: 3 }).map(clean) }),
  }),
);
const script: fc.Arbitrary<Script> = fc.record({
  steps: fc.array(fc.record({ account: fc.constantFrom(...ACCOUNTS), events: fc.array(event, { maxLength: 3 }) }), {
    maxLength: 4,
  }),
  end: fc.constantFrom('accept', 'refuse', 'throw'),
});

/** NUL, which Postgres cannot store, is a matter of its own. */
function clean(text: string): string {
  return text.replaceAll('\0', '');
}

function run({ steps, end }: Script): LaneCommand<void> {
  return command('script', async (unit) => {
    for (const { account, events } of steps) {
      await unit.load(accountStream, account);
      unit.append(accountStream, account, events);
    }
    if (end === 'refuse') throw new Rejection('refused', 'as the script says');
    if (end === 'throw') throw new RangeError('as the script says');
  });
}

/** The accepted scripts one after another, without a lane. */
function expectedStates(scripts: readonly Script[]): Map<string, { state: object; version: number }> {
  const states = new Map<string, { state: typeof accountStream.initial; version: number }>();
  for (const { account, events } of scripts.filter(({ end }) => end === 'accept').flatMap(({ steps }) => steps)) {
    for (const one of events) {
      const { state, version } = states.get(account) ?? { state: accountStream.initial, version: 0 };
      const facts = {
        position: 0,
        recordedAt: '',
        actor: { kind: 'human', ref: '' },
        origin: { kind: 'http', ref: '' },
      } as const;
      states.set(account, { state: accountStream.evolve(state, { ...one, ...facts }), version: version + 1 });
    }
  }
  return states;
}

describe('any mix of accepted, refused and throwing commands', () => {
  let ledger: TestLedger;
  let lanes: [TestLane, TestLane];
  let reader: TestLane;

  beforeAll(async () => {
    ledger = await openTestLedger();
    lanes = [ledger.instance(), ledger.instance()];
    reader = ledger.instance();
  });
  afterAll(() => ledger.close());

  /** As an instance finds them that remembers nothing. */
  async function storedStates(): Promise<Map<string, { state: object; version: number }>> {
    reader.lane.memory.clear();
    const rows = await ledger.sql<{ id: string; version: number }>('SELECT id, version FROM streams');
    const read = async ({ id, version }: (typeof rows)[number]) => {
      const account = id.replace('account:', '');
      return [account, { state: (await reader.lane.execute(look(account))).result, version }] as const;
    };
    return new Map(await Promise.all(rows.map(read)));
  }

  it('ends where the accepted ones alone, one after another, would have ended', async () => {
    const whole = fc.array(fc.array(script, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(whole, async (flushes) => {
        await ledger.sql('TRUNCATE events, streams, test_accounts');
        for (const [i, scripts] of flushes.entries()) {
          const { lane } = lanes[i % 2 === 0 ? 0 : 1];
          const told = await outcomes(scripts.map((each) => lane.execute(run(each))));
          expect(told).toEqual(
            scripts.map(({ end }) => ({ accept: 'ok', refuse: 'refused', throw: 'RangeError' })[end]),
          );
        }
        expect(await storedStates()).toEqual(expectedStates(flushes.flat()));
        expect(await ledger.verify()).toMatchObject({ ok: true });
      }),
      { numRuns: 60 },
    );
  });
});
