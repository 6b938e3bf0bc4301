import type { MigrationInterface } from 'typeorm';
import { LedgerTasksSessions1700000000001 } from './0001-ledger-tasks-sessions.js';
import { StoredStates1700000000002 } from './0002-stored-states.js';
import { TaskLifecycle1700000000003 } from './0003-task-lifecycle.js';
import { TaskListing1700000000004 } from './0004-task-listing.js';
import { Access1700000000005 } from './0005-access.js';

/** Every migration, in order. One that has landed never changes. */
export const migrations: (new () => MigrationInterface)[] = [
  LedgerTasksSessions1700000000001,
  StoredStates1700000000002,
  TaskLifecycle1700000000003,
  TaskListing1700000000004,
  Access1700000000005,
];
