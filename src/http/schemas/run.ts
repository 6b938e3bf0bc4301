import { RUN_STATUSES, type RunStatus } from '../../tasks/domain/vocabulary.js';
import { Actor, Origin } from './actor.js';
import { CoordinationChannel } from './coordination-channel.js';
import { AnyJson, Integer, Nested, Text, Timestamp, Word } from './properties.js';

/** The members that a run and its summary share. */
class RunCore {
  @Text() id: string;
  @Text() task_id: string;
  @Word(RUN_STATUSES) status: RunStatus;
  @Integer() attempt: number;
  @Text({ optional: true }) previous_run_id?: string;
  @Text({ optional: true }) failure_kind?: string;
  @Nested(() => Actor, { optional: true }) claimed_by?: Actor;
  @Text({ optional: true }) session_id?: string;
  @Text({ optional: true }) claim_token_hash?: string;
  @Timestamp({ optional: true }) lease_until?: string;
  @Timestamp({ optional: true }) heartbeat_at?: string;
  @Text({ optional: true }) coordination_channel_id?: string;
  @Nested(() => CoordinationChannel, { optional: true }) coordination_channel?: CoordinationChannel;
  @Timestamp() queued_at: string;
  @Timestamp({ optional: true }) claimed_at?: string;
  @Timestamp({ optional: true }) started_at?: string;
  @Timestamp({ optional: true }) ended_at?: string;
  @Text({ optional: true }) error?: string;
}

/** One run of a task (`runs.md` 1.1). */
export class Run extends RunCore {
  @Nested(() => Origin) origin: Origin;
  @Text({ optional: true }) idempotency_key?: string;
  @Text({ optional: true }) network_channel?: string;
  @AnyJson({ optional: true }) metadata?: unknown;
  @AnyJson({ optional: true }) result?: unknown;
}

/** A run as task summaries and timelines show it. */
export class RunSummary extends RunCore {
  @Integer() max_attempts: number;
}

/** What the holder of a run knows of its lease. */
export class Lease {
  @Text() task_id: string;
  @Text() run_id: string;
  @Word(RUN_STATUSES) status: RunStatus;
  @Text({ optional: true }) session_id?: string;
  @Nested(() => Actor, { optional: true }) claimed_by?: Actor;
  @Text({ optional: true }) claim_token_hash?: string;
  @Timestamp({ optional: true }) lease_until?: string;
  @Timestamp({ optional: true }) heartbeat_at?: string;
  @Text({ optional: true }) coordination_channel_id?: string;
  @Nested(() => CoordinationChannel, { optional: true }) coordination_channel?: CoordinationChannel;
}
