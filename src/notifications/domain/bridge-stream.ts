import type { StreamType } from '../../ledger/stream-type.js';
import type { BridgeCreated, BridgeEvent, BridgeUpdated } from './bridge-events.js';
import type { BridgeStream } from './bridge-state.js';
import { evolveBridge } from './evolve-bridge.js';

/** The bridge as a stream of the ledger: `bridge:<id>`. */
export const bridgeStream: StreamType<BridgeStream, BridgeEvent> = {
  category: 'bridge',
  stateVersion: 1,
  initial: null,
  evolve: evolveBridge,
  events: {
    'bridge.created': { schemaVersion: 1, visibility: 'public', payload: withoutSecret },
    'bridge.updated': { schemaVersion: 1, visibility: 'public', payload: withoutSecret },
    'bridge.deleted': { schemaVersion: 1, visibility: 'public', payload: (data) => data },
    'bridge.failing': { schemaVersion: 1, visibility: 'public', payload: (data) => data },
    'bridge.recovered': { schemaVersion: 1, visibility: 'public', payload: (data) => data },
  },
};

/** Where a secret is kept is nobody's business, and whether there is one is the receiver's. */
function withoutSecret({ secret_id: _kept, ...shown }: BridgeCreated | BridgeUpdated): object {
  return shown;
}
