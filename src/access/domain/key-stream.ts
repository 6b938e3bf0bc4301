import type { StreamType } from '../../ledger/stream-type.js';
import { evolveKey } from './evolve-key.js';
import type { KeyEvent } from './key-events.js';
import type { KeyStream } from './key-state.js';

/** The API key as a stream of the ledger: `key:<id>`. Who has which key is nobody's timeline: all of it is internal. */
export const keyStream: StreamType<KeyStream, KeyEvent> = {
  category: 'key',
  stateVersion: 1,
  initial: null,
  evolve: evolveKey,
  events: {
    'key.created': { schemaVersion: 1, visibility: 'internal' },
    'key.rotated': { schemaVersion: 1, visibility: 'internal' },
    'key.revoked': { schemaVersion: 1, visibility: 'internal' },
  },
};
