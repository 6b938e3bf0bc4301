import type { MigrationInterface } from 'typeorm';
import { LedgerTasksSessions1700000000001 } from './0001-ledger-tasks-sessions.js';

/** Every migration, in order. One that has landed never changes. */
export const migrations: (new () => MigrationInterface)[] = [LedgerTasksSessions1700000000001];
