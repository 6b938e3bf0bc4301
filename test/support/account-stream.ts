/**
 * A small kind of stream for tests of the engine: accounts with an owner and a balance, so that a lost, doubled or
 * half-done command shows in a sum. It has all that a stream of ours may have: public and internal events, an older
 * schema, a payload, an inline view with a unique index, a lookup and an index.
 */
import type { CommandContext, Json, JsonObject } from '../../src/ledger/event.js';
import type { LaneCommand } from '../../src/ledger/lane/command.js';
import type { InlineView, LaneIndex } from '../../src/ledger/lane/inline-view.js';
import { LaneLookup, type LaneQuery } from '../../src/ledger/lane/lookup.js';
import type { Preparation } from '../../src/ledger/lane/preparation.js';
import { table } from '../../src/ledger/lane/table.js';
import type { UnitOfWork } from '../../src/ledger/lane/unit-of-work.js';
import { Rejection } from '../../src/ledger/rejection.js';
import type { Recorded, StreamType } from '../../src/ledger/stream-type.js';

export type AccountEvent =
  | { readonly type: 'account.opened'; readonly data: { readonly owner: string } }
  | { readonly type: 'account.moved'; readonly data: { readonly amount: number; readonly note?: Json } }
  | { readonly type: 'account.audited'; readonly data: { readonly by: string } };

export interface AccountState {
  readonly owner: string | null;
  readonly balance: number;
  readonly moves: number;
  readonly audits: number;
}

export const accountStream: StreamType<AccountState, AccountEvent> = {
  category: 'account',
  stateVersion: 1,
  initial: { owner: null, balance: 0, moves: 0, audits: 0 },
  events: {
    'account.opened': { schemaVersion: 1, visibility: 'public', payload: ({ owner }) => ({ owner }) },
    // The first schema counted cents.
    'account.moved': {
      schemaVersion: 2,
      visibility: 'public',
      upcasters: { 1: ({ cents, ...others }: JsonObject) => ({ ...others, amount: Number(cents) / 100 }) },
      payload: ({ amount }) => ({ amount }),
    },
    'account.audited': { schemaVersion: 1, visibility: 'internal' },
  },
  evolve(state, event) {
    switch (event.type) {
      case 'account.opened':
        return { ...state, owner: event.data.owner };
      case 'account.moved':
        return { ...state, balance: state.balance + event.data.amount, moves: state.moves + 1 };
      case 'account.audited':
        return { ...state, audits: state.audits + 1 };
    }
  },
};

interface AccountRow {
  readonly id: string;
  readonly owner: string | null;
  readonly balance: number;
}

const ACCOUNT_TABLE = table<AccountRow>({
  name: 'test_accounts',
  key: ['id'],
  columns: ['id', 'owner', 'balance'],
});

export const CREATE_ACCOUNT_TABLE =
  'CREATE TABLE test_accounts (id text PRIMARY KEY, owner text CONSTRAINT one_account UNIQUE, balance bigint NOT NULL)';

export const accountView: InlineView<AccountState, AccountEvent> = {
  name: 'accounts',
  version: 1,
  category: 'account',
  tables: [ACCOUNT_TABLE],
  project: ({ id, after }, rows) => rows.put(ACCOUNT_TABLE, { id, owner: after.owner, balance: after.balance }),
};

/** What one lane remembers of all accounts. */
export class AccountBook implements LaneIndex<AccountState, AccountEvent> {
  readonly category = 'account';
  readonly accountOfOwner: LaneLookup<string>;
  /** Money that came in less what went out in the present flush. */
  flow = 0;
  private flush: UnitOfWork | undefined;

  constructor(capacity?: number) {
    this.accountOfOwner = new LaneLookup('account of owner', readOwners, capacity);
  }

  staged(change: { readonly id: string; readonly event: Recorded<AccountEvent> }, unit: UnitOfWork): void {
    const { id, event } = change;
    if (this.flush !== unit) [this.flush, this.flow] = [unit, 0];
    if (event.type === 'account.opened') unit.put(this.accountOfOwner, event.data.owner, id);
    if (event.type !== 'account.moved') return;
    const { amount } = event.data;
    this.flow += amount;
    unit.undo(() => (this.flow -= amount));
  }

  /** Opens an account for an owner who has none, else `owner_taken`; `blindly` leaves that to the unique index. */
  open(id: string, owner: string, blindly = false): LaneCommand<string> {
    return command(
      'open',
      async (unit) => {
        if (!blindly && (await unit.get(this.accountOfOwner, owner)) !== undefined) {
          throw new Rejection('owner_taken', `${owner} has an account`);
        }
        await unit.load(accountStream, id);
        unit.append(accountStream, id, [{ type: 'account.opened', data: { owner } }]);
        return id;
      },
      async (unit) => {
        await Promise.all([unit.load(accountStream, id), unit.get(this.accountOfOwner, owner)]);
      },
    );
  }
}

async function readOwners(query: LaneQuery, owners: readonly string[]): Promise<Map<string, string>> {
  const rows = await query<{ owner: string; id: string }>(
    'SELECT owner, id FROM test_accounts WHERE owner = ANY($1::text[])',
    [owners],
  );
  return new Map(rows.map((row) => [row.owner, row.id]));
}

export const CONTEXT: CommandContext = {
  actor: { kind: 'human', ref: 'local-user' },
  origin: { kind: 'http', ref: 'test' },
  correlationId: 'req-0000000000000001',
};

export function command<R>(
  name: string,
  execute: (unit: UnitOfWork) => Promise<R> | R,
  prepare?: (unit: Preparation) => Promise<void>,
): LaneCommand<R> {
  return { name, context: CONTEXT, execute, ...(prepare ? { prepare } : {}) };
}

/** Adds to an account and answers its balance; `insufficient_funds` where that would fall below zero. */
export function move(id: string, amount: number, note?: Json): LaneCommand<number> {
  return command(
    'move',
    async (unit) => moveNow(unit, id, await unit.load(accountStream, id), amount, note),
    async (unit) => {
      await unit.load(accountStream, id);
    },
  );
}

/** Takes from one account and gives to another: two streams in one command. */
export function transfer(from: string, to: string, amount: number): LaneCommand<number> {
  return command(
    'transfer',
    async (unit) => {
      moveNow(unit, to, await unit.load(accountStream, to), amount);
      return moveNow(unit, from, await unit.load(accountStream, from), -amount);
    },
    async (unit) => {
      await Promise.all([unit.load(accountStream, from), unit.load(accountStream, to)]);
    },
  );
}

/** Answers an account's state as the lane sees it. */
export function look(id: string): LaneCommand<AccountState> {
  return command('look', (unit) => unit.load(accountStream, id));
}

function moveNow(unit: UnitOfWork, id: string, state: AccountState, amount: number, note?: Json): number {
  if (state.balance + amount < 0) throw new Rejection('insufficient_funds', `${id} has ${state.balance}`);
  const data = note === undefined ? { amount } : { amount, note };
  return unit.append(accountStream, id, [{ type: 'account.moved', data }]).balance;
}
