import type { MigrationInterface } from 'typeorm';
import { LedgerTasksSessions1700000000001 } from './0001-ledger-tasks-sessions.js';
import { StoredStates1700000000002 } from './0002-stored-states.js';
import { TaskLifecycle1700000000003 } from './0003-task-lifecycle.js';
import { TaskListing1700000000004 } from './0004-task-listing.js';
import { Access1700000000005 } from './0005-access.js';
import { Scheduler1700000000006 } from './0006-scheduler.js';
import { Starvation1700000000007 } from './0007-starvation.js';
import { SystemSessions1700000000008 } from './0008-system-sessions.js';
import { EligibleSessions1700000000009 } from './0009-eligible-sessions.js';
import { SearchPlaces1700000000010 } from './0010-search-places.js';
import { Followers1700000000011 } from './0011-followers.js';
import { Triage1700000000012 } from './0012-triage.js';
import { Dashboard1700000000013 } from './0013-dashboard.js';
import { Inbox1700000000014 } from './0014-inbox.js';
import { Reviews1700000000015 } from './0015-reviews.js';
import { ExecutionProfiles1700000000016 } from './0016-execution-profiles.js';
import { Bridges1700000000017 } from './0017-bridges.js';
import { Deliveries1700000000018 } from './0018-deliveries.js';
import { TaskAliases1700000000019 } from './0019-task-aliases.js';
import { RunSteps1700000000020 } from './0020-run-steps.js';
import { SessionTimeouts1700000000021 } from './0021-session-timeouts.js';
import { Webhooks1700000000022 } from './0022-webhooks.js';
import { WebTasks1700000000023 } from './0023-web-tasks.js';
import { TaskResults1700000000024 } from './0024-task-results.js';

/** Every migration, in order. One that has landed never changes: test/migrations/landed-migrations.txt has its digest. */
export const migrations: (new () => MigrationInterface)[] = [
  LedgerTasksSessions1700000000001,
  StoredStates1700000000002,
  TaskLifecycle1700000000003,
  TaskListing1700000000004,
  Access1700000000005,
  Scheduler1700000000006,
  Starvation1700000000007,
  SystemSessions1700000000008,
  EligibleSessions1700000000009,
  SearchPlaces1700000000010,
  Followers1700000000011,
  Triage1700000000012,
  Dashboard1700000000013,
  Inbox1700000000014,
  Reviews1700000000015,
  ExecutionProfiles1700000000016,
  Bridges1700000000017,
  Deliveries1700000000018,
  TaskAliases1700000000019,
  RunSteps1700000000020,
  SessionTimeouts1700000000021,
  Webhooks1700000000022,
  WebTasks1700000000023,
  TaskResults1700000000024,
];
