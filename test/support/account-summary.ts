/**
 * A view of accounts that a follower writes, for tests of the engine: a row for each account, and how many accounts and
 * how much money each owner's first letter has.
 */
import { grouped, type FollowerView } from '../../src/ledger/followers/follower-view.js';
import type { AccountEvent, AccountState } from './account-stream.js';

interface SummaryRow {
  readonly account_id: string;
  readonly letter: string;
  readonly balance: number;
  readonly audits: number;
}

const SUMMARY_TABLE = grouped<SummaryRow>({
  name: 'test_summary',
  key: ['account_id'],
  columns: ['account_id', 'letter', 'balance', 'audits'],
  group: 'account_id',
});

export const LETTER_TALLY = { name: 'test_letters', key: ['letter'], sums: ['money'] };

export const CREATE_SUMMARY_TABLES = [
  `CREATE TABLE test_summary (account_id text PRIMARY KEY, letter text NOT NULL, balance bigint NOT NULL,
    audits integer NOT NULL CHECK (audits >= 0)) WITH (fillfactor = 80)`,
  'CREATE INDEX test_summary_balance ON test_summary (balance)',
  'ALTER TABLE test_summary ADD CONSTRAINT test_summary_pair UNIQUE (letter, account_id)',
  'CREATE TABLE test_letters (letter text PRIMARY KEY, money bigint NOT NULL, members bigint NOT NULL)',
];

export type SummaryView = FollowerView<AccountState, AccountEvent>;

/**
 * @param poison an account whose rows cannot be worked out; none unless given.
 * @param version raised, it counts each balance that many times.
 */
export function summaryView(poison?: string, version = 1): SummaryView {
  return {
    name: 'summary',
    version,
    category: 'account',
    tables: [SUMMARY_TABLE],
    tallies: [LETTER_TALLY],
    needs: new Set(['account.audited']),
    project({ id, state, events, before }, rows) {
      if (id === poison) throw new Error(`account ${id} is poison`);
      // An account that has nothing is not in the view.
      if (state.owner === null || state.balance === 0) return;
      const known = before.of(SUMMARY_TABLE)[0]?.audits ?? 0;
      rows.put(SUMMARY_TABLE, {
        account_id: id,
        letter: state.owner.slice(0, 1),
        balance: state.balance * version,
        audits: known + events.length,
      });
    },
    tally(rows, tallies) {
      for (const { letter, balance } of rows.of(SUMMARY_TABLE))
        tallies.add(LETTER_TALLY, { letter }, { money: balance });
    },
  };
}
