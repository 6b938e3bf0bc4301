import type { Recorded } from '../../ledger/stream-type.js';
import type { KeyEvent, KeyRotated } from './key-events.js';
import { earlier, type KeyState, type KeyStream } from './key-state.js';

/** Replaced secrets that may be in their grace at once; the oldest end early beyond it. */
const FORMER_SECRETS = 10;

/** Folds one event into a key (pure, total). An event that cannot follow on the state is a corrupt stream. */
export function evolveKey(key: KeyStream, event: Recorded<KeyEvent>): KeyState {
  const { recordedAt } = event;
  if (event.type === 'key.created') return { ...event.data, former: [], created_at: recordedAt };
  if (key === null) throw new Error(`${event.type} on a key that was never created`);
  if (event.type === 'key.revoked') return { ...key, former: [], disabled_at: recordedAt };
  return rotated(key, event.data, recordedAt);
}

/** A rotation may end the grace of an earlier one, and never prolongs it. */
function rotated(key: KeyState, { secret_hash, former_until }: KeyRotated, now: string): KeyState {
  const former = [...key.former, { hash: key.secret_hash, until: former_until }]
    .map(({ hash, until }) => ({ hash, until: earlier(until, former_until) }))
    .filter(({ until }) => until > now)
    .slice(-FORMER_SECRETS);
  return { ...key, secret_hash, former };
}
