import type { BridgeEvent, BridgeFailing, BridgeRecovered } from '../bridge-events.js';
import { type BridgeStream, bridgeStatus, existingBridge } from '../bridge-state.js';

/** `bridge.failing`, once until it recovers; nothing for a bridge that is disabled or gone by now. */
export function tellBridgeFailing(bridge: BridgeStream, data: BridgeFailing): BridgeEvent[] {
  const current = existingBridge(bridge);
  return current && bridgeStatus(current) === 'ready' ? [{ type: 'bridge.failing', data }] : [];
}

/** `bridge.recovered`, where the bridge was failing. */
export function tellBridgeRecovered(bridge: BridgeStream, data: BridgeRecovered): BridgeEvent[] {
  return existingBridge(bridge)?.failing ? [{ type: 'bridge.recovered', data }] : [];
}
