import type { RunStatus } from '../vocabulary.js';
import { truncatedHash } from '../truncated-hash.js';
import { wholeSecondsSince } from './ages.js';

/** What an inspection looks at of a run; null is what it does not have. */
export interface RunFacts {
  readonly id: string;
  readonly task_id: string;
  readonly status: RunStatus;
  readonly attempt: number;
  readonly previous_run_id: string | null;
  readonly reviewed_run_id: string | null;
  readonly failure_kind: string | null;
  readonly session_id: string | null;
  readonly claim_token_hash: string | null;
  readonly lease_until: string | null;
  readonly heartbeat_at: string | null;
  readonly queued_at: string;
  readonly claimed_at: string | null;
  readonly started_at: string | null;
  readonly ended_at: string | null;
}

/** A run as inspections show it (`views.md` 8.1). */
export interface InspectedRun {
  readonly run_id: string;
  readonly task_id: string;
  readonly status: RunStatus;
  readonly attempt: number;
  readonly retries: number;
  readonly previous_run_id?: string;
  readonly failure_kind?: string;
  readonly bound_session_id?: string;
  readonly claim_token_hash_truncated?: string;
  readonly lease_until?: string;
  readonly heartbeat_at?: string;
  readonly heartbeat_age_seconds?: number;
  readonly queued_at: string;
  readonly started_at?: string;
  readonly ended_at?: string;
  readonly last_error_summary?: string;
}

/** Bytes that are shown of an error. */
const SUMMARY_BYTES = 160;

/** The run as it stood at `asOf`, with the error text that goes with it. */
export function inspectedRun(run: RunFacts, error: string | undefined, asOf: string): InspectedRun {
  const last_error_summary = errorSummary(error);
  const failure = run.status === 'failed' && last_error_summary !== undefined ? 'error' : undefined;
  return {
    run_id: run.id,
    task_id: run.task_id,
    status: run.status,
    attempt: run.attempt,
    retries: Math.max(0, run.attempt - 1),
    previous_run_id: run.previous_run_id ?? run.reviewed_run_id ?? undefined,
    failure_kind: run.failure_kind ?? failure,
    bound_session_id: run.session_id ?? undefined,
    claim_token_hash_truncated: run.claim_token_hash === null ? undefined : truncatedHash(run.claim_token_hash),
    lease_until: run.lease_until ?? undefined,
    heartbeat_at: run.heartbeat_at ?? undefined,
    heartbeat_age_seconds: heartbeatAge(run, asOf),
    queued_at: run.queued_at,
    started_at: run.started_at ?? undefined,
    ended_at: run.ended_at ?? undefined,
    last_error_summary,
  };
}

/** A claim counts as its first sign of life; what lies ahead of `asOf` has no age. */
function heartbeatAge(run: RunFacts, asOf: string): number | undefined {
  const since = run.heartbeat_at ?? (run.status === 'claimed' ? run.claimed_at : null);
  if (since === null) return undefined;
  const age = wholeSecondsSince(since, asOf);
  return age < 0 ? undefined : age;
}

/** The beginning of the trimmed text, cut between characters; undefined where there is none. */
function errorSummary(error: string | undefined): string | undefined {
  const text = error?.trim();
  if (text === undefined || text === '') return undefined;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(SUMMARY_BYTES));
  return text.slice(0, read);
}
