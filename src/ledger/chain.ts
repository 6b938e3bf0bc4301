import { hash } from 'node:crypto';
import type { RecordedEvent } from './event.js';

/** Lower-case hex of a SHA-256. */
export type Sha256 = string;

/** What stands before the first event: 32 zero bytes. */
export const GENESIS_HASH: Sha256 = '0'.repeat(64);

/** The hash of an event's data, over its canonical text; it outlives the data when that is erased. */
export function dataHash(canonicalData: string): Sha256 {
  return hash('sha256', canonicalData);
}

/**
 * The link of one event: SHA-256 over the previous link, every field of the envelope and the data's hash. Changing,
 * dropping, inserting or reordering any event breaks every link from there on.
 */
export function eventHash(previous: Sha256, event: Omit<RecordedEvent, 'data'>, hashOfData: Sha256): Sha256 {
  const envelope = JSON.stringify([
    event.position,
    event.stream,
    event.version,
    event.eventId,
    event.type,
    event.schemaVersion,
    event.visibility,
    event.actor.kind,
    event.actor.ref,
    event.origin.kind,
    event.origin.ref,
    event.correlationId,
    event.causationId,
    event.commandId,
    event.recordedAt,
  ]);
  return hash('sha256', previous + envelope + hashOfData);
}
