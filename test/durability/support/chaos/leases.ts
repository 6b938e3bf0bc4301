import type { LoggedEvent } from './log.js';

/** A lease that a claim gave. */
export interface LoggedLease {
  readonly run_id: string;
  readonly session_id: string;
  /** From when on it holds no longer: its run was ended or taken away, or its time is up. */
  readonly over_at: string;
}

/** Every lease of the log by its hash. */
export function leasesOf(events: readonly LoggedEvent[]): ReadonlyMap<string, LoggedLease> {
  const leases = new Map<string, LoggedLease>();
  /** The lease under which each run is held. */
  const current = new Map<string, string>();
  const change = (runId: string, next: (lease: LoggedLease) => LoggedLease): void => {
    const hash = current.get(runId);
    const lease = hash === undefined ? undefined : leases.get(hash);
    if (hash !== undefined && lease) leases.set(hash, next(lease));
  };
  for (const event of events) {
    switch (event.type) {
      case 'task.run_claimed': {
        const { run_id, session_id = '', claim_token_hash: hash = '', lease_until: over_at = '' } = event.data;
        leases.set(hash, { run_id, session_id, over_at });
        current.set(run_id, hash);
        break;
      }
      case 'task.run_lease_extended':
        change(event.data.run_id, (lease) => ({ ...lease, over_at: event.data.lease_until }));
        break;
      case 'task.run_completed':
      case 'task.run_released':
      case 'task.run_lease_expired':
        change(event.data.run_id, (lease) => ({ ...lease, over_at: earlier(lease.over_at, event.recordedAt) }));
        current.delete(event.data.run_id);
        break;
      default:
    }
  }
  return leases;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
