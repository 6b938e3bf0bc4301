import type { Json } from '../../ledger/event.js';
import { Rejection } from '../../ledger/rejection.js';

/** Bytes of a run's metadata as JSON text (`tasks.md` 1.3). */
export const MAX_RUN_METADATA = 16_384;

/** Whether a run may have this metadata. */
export function fits(metadata: Json): boolean {
  return utf8Length(JSON.stringify(metadata)) <= MAX_RUN_METADATA;
}

/** Refuses with `payload_too_large` metadata that a run is to have beyond what its caller sent. */
export function refuseOversized(metadata: Json | undefined, what: string): Rejection | undefined {
  if (metadata === undefined || fits(metadata)) return undefined;
  return new Rejection(
    'payload_too_large',
    `${what} would make the run's metadata larger than ${MAX_RUN_METADATA} bytes`,
  );
}

const ENCODER = new TextEncoder();

function utf8Length(text: string): number {
  return ENCODER.encode(text).length;
}
