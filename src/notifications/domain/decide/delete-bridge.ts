import { Rejection } from '../../../ledger/rejection.js';
import type { BridgeEvent } from '../bridge-events.js';
import { type BridgeStream, existingBridge } from '../bridge-state.js';
import { bridgeNotFound } from './update-bridge.js';

/** `bridge.deleted`. Refused: `bridge_not_found`, and `bridge_in_use` while subscriptions name the bridge. */
export function deleteBridge(
  bridge: BridgeStream,
  { id }: { readonly id: string },
  { subscriptions }: { readonly subscriptions: number },
): BridgeEvent[] | Rejection {
  if (!existingBridge(bridge)) return bridgeNotFound(id);
  if (subscriptions > 0) {
    const words = subscriptions === 1 ? '1 subscription uses' : `${subscriptions} subscriptions use`;
    return new Rejection('bridge_in_use', `${words} bridge ${id}`);
  }
  return [{ type: 'bridge.deleted', data: { id } }];
}
