/**
 * Compares what callers were told with what the log says: every grant is there exactly once, every refusal left nothing
 * and was due, and nothing is there that nobody asked for.
 */
import { type Call, EVENT_OF_CALL } from './calls.js';
import { type LoggedLease, leasesOf } from './leases.js';
import type { LoggedEvent } from './log.js';

/** Events that a granted call may bring besides its own: an own lease that was given up, the run of a stopped session. */
const BESIDE: Readonly<Partial<Record<Call['kind'], LoggedEvent['type']>>> = {
  claim: 'task.run_lease_expired',
  stop: 'task.run_released',
};

/** Events that come about by a call only, unless the service itself is their actor. */
const CALLED: ReadonlySet<string> = new Set(Object.values(EVENT_OF_CALL));

interface Evidence {
  readonly leases: ReadonlyMap<string, LoggedLease>;
  readonly stopped: ReadonlySet<string>;
}

/** What is wrong, each with its call; nothing when all is well. */
export function callFindings(events: readonly LoggedEvent[], calls: readonly Call[]): readonly string[] {
  const effects = new Map<string, LoggedEvent[]>();
  for (const event of events) {
    const same = effects.get(event.correlationId);
    if (same) same.push(event);
    else effects.set(event.correlationId, [event]);
  }
  const evidence = { leases: leasesOf(events), stopped: stoppedSessions(events) };
  const known = new Set(calls.map((call) => call.id));
  return [
    ...calls.flatMap((call) => wrongWith(call, effects.get(call.id) ?? [], evidence).map((words) => of(call, words))),
    ...events
      .filter((event) => CALLED.has(event.type) && event.actor.kind !== 'daemon' && !known.has(event.correlationId))
      .map((event) => `${shown(event)} is the doing of ${event.correlationId}, which nobody has sent`),
  ];
}

function stoppedSessions(events: readonly LoggedEvent[]): ReadonlySet<string> {
  return new Set(events.flatMap((event) => (event.type === 'session.stopped' ? [event.data.session_id] : [])));
}

function wrongWith(call: Call, left: readonly LoggedEvent[], evidence: Evidence): readonly string[] {
  switch (call.outcome) {
    case 'granted':
      return [
        ...(call.stale === true ? ['was granted on a lease that was over'] : []),
        ...unkept(call, left, evidence),
      ];
    case 'replayed':
      return [...traces(left), ...(isLeaseOf(call, evidence) ? [] : ['was answered with a lease that is not its own'])];
    case 'nothing':
      return traces(left.filter((event) => !isGivenUp(event, call)));
    case 'refused':
      return [...traces(left), ...undue(call, evidence)];
    case 'unanswered':
      return unkept(call, left, evidence);
  }
}

/** A grant shows as one event of its kind, which says what the caller was told. */
function unkept(call: Call, left: readonly LoggedEvent[], { stopped }: Evidence): readonly string[] {
  const own = left.filter((event) => event.type === EVENT_OF_CALL[call.kind]);
  const others = left.filter((event) => !own.includes(event) && event.type !== BESIDE[call.kind]);
  const found = others.map((event) => `also brought ${shown(event)}`);
  const [first] = own;
  if (!first) return mayBeMissing(call, stopped) ? found : [...found, 'is not in the log'];
  if (own.length > 1) found.push(`is in the log ${own.length} times`);
  if (!saysAs(first, call)) found.push(`is in the log as ${shown(first)} with ${JSON.stringify(first.data)}`);
  if (call.position !== undefined && first.position > call.position)
    found.push(`lies behind the position that it was told`);
  return found;
}

/** What was not answered may not have happened; a session that an earlier try has stopped is not stopped again. */
function mayBeMissing({ kind, outcome, session_id = '' }: Call, stopped: ReadonlySet<string>): boolean {
  return outcome === 'unanswered' || (kind === 'stop' && stopped.has(session_id));
}

function saysAs(event: LoggedEvent, call: Call): boolean {
  const data: Readonly<Record<string, unknown>> = { ...event.data };
  return Object.entries(toldBy(call)).every(([name, value]) => value === undefined || data[name] === value);
}

/** What the event of a call must say, as far as the caller knows; a release does not name its hash. */
function toldBy({ kind, run_id, session_id, claim_token_hash }: Call): Readonly<Record<string, unknown>> {
  switch (kind) {
    case 'claim':
      return { run_id, session_id, claim_token_hash };
    case 'heartbeat':
    case 'complete':
      return { run_id, claim_token_hash };
    case 'release':
      return { run_id, session_id };
    case 'stop':
      return { session_id };
    case 'pause':
    case 'resume':
      return {};
  }
}

function traces(left: readonly LoggedEvent[]): readonly string[] {
  return left.map((event) => `left ${shown(event)}`);
}

/** A claim that finds nothing may still have given up its session's own expired lease. */
function isGivenUp(event: LoggedEvent, { kind, session_id }: Call): boolean {
  if (kind !== 'claim' || event.type !== 'task.run_lease_expired') return false;
  return event.data.reason === 'claim_superseded' && event.data.session_id === session_id;
}

function isLeaseOf({ run_id, session_id, claim_token_hash = '' }: Call, { leases }: Evidence): boolean {
  const lease = leases.get(claim_token_hash);
  return lease !== undefined && lease.run_id === run_id && lease.session_id === session_id;
}

/** Whoever means a lease is refused only when that lease was over by then. */
function undue(call: Call, { leases }: Evidence): readonly string[] {
  const { kind, claim_token_hash } = call;
  if (kind === 'claim' || claim_token_hash === undefined) return [];
  const lease = leases.get(claim_token_hash);
  if (!lease) return [`meant the lease ${claim_token_hash}, which the log does not have`];
  return lease.over_at <= call.answered_at ? [] : [`was refused at ${call.answered_at}, within its lease`];
}

function of({ id, kind, run_id, outcome, refusal }: Call, words: string): string {
  return `${outcome} ${kind} ${id} of ${run_id ?? 'no run'}${refusal === undefined ? '' : ` (${refusal})`} ${words}`;
}

function shown({ type, position }: LoggedEvent): string {
  return `${type} at position ${position}`;
}
