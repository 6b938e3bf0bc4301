import type { Recorded } from '../../ledger/stream-type.js';
import type { BridgeEvent, BridgeUpdated } from './bridge-events.js';
import { type BridgeState, type BridgeStream, existingBridge } from './bridge-state.js';

/** Folds one event into a bridge (pure, total). An event that cannot follow on the state is a corrupt stream. */
export function evolveBridge(state: BridgeStream, event: Recorded<BridgeEvent>): BridgeStream {
  const { recordedAt } = event;
  if (event.type === 'bridge.created') {
    if (state !== null) throw new Error(`${event.type} on a bridge that was created before`);
    return { ...event.data, created_at: recordedAt, updated_at: recordedAt };
  }
  const bridge = existingBridge(state);
  if (!bridge) throw new Error(`${event.type} on a bridge that does not exist`);
  switch (event.type) {
    case 'bridge.updated':
      return { ...updated(bridge, event.data), updated_at: recordedAt };
    case 'bridge.failing':
      return { ...bridge, failing: true, updated_at: recordedAt };
    case 'bridge.recovered':
      return { ...workingAgain(bridge), updated_at: recordedAt };
    case 'bridge.deleted':
      return { id: bridge.id, deleted_at: recordedAt };
  }
}

function updated(bridge: BridgeState, { secret_id: secret, ...changes }: BridgeUpdated): BridgeState {
  const { secret_id: before, ...kept } = workingAgain(bridge);
  const after = secret === undefined ? before : (secret ?? undefined);
  return { ...kept, ...changes, ...(after === undefined ? {} : { secret_id: after }) };
}

function workingAgain({ failing: _over, ...bridge }: BridgeState): BridgeState {
  return bridge;
}
