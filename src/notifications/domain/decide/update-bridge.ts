import { Rejection } from '../../../ledger/rejection.js';
import type { BridgeEvent, BridgeUpdated } from '../bridge-events.js';
import { type BridgeState, type BridgeStream, existingBridge } from '../bridge-state.js';
import { type BridgeNameOwner, refuseTakenName } from './create-bridge.js';

/**
 * `bridge.updated` with what really changes; nothing when all stays as it is, unless the bridge is failing: an update
 * then makes it ready again (`registries.md` 3). Refused: `bridge_not_found`, `duplicate_bridge`.
 */
export function updateBridge(
  bridge: BridgeStream,
  command: BridgeUpdated,
  facts: BridgeNameOwner,
): BridgeEvent[] | Rejection {
  const current = existingBridge(bridge);
  if (!current) return bridgeNotFound(command.id);
  const refusal = refuseTakenName(command, facts);
  if (refusal) return refusal;
  const data = changesOf(current, command);
  const changes = Object.keys(data).length > 1;
  return changes || current.failing ? [{ type: 'bridge.updated', data }] : [];
}

/** A bridge that cannot be shown to the caller is refused in the same words. */
export function bridgeNotFound(id: string): Rejection {
  return new Rejection('bridge_not_found', `bridge ${id} not found`);
}

function changesOf(current: BridgeState, command: BridgeUpdated): BridgeUpdated {
  const { id, name, endpoint_url, enabled, notification_suppress, secret_id } = command;
  return {
    id,
    ...(name === undefined || name === current.name ? {} : { name }),
    ...(endpoint_url === undefined || endpoint_url === current.endpoint_url ? {} : { endpoint_url }),
    ...(enabled === undefined || enabled === current.enabled ? {} : { enabled }),
    ...(notification_suppress === undefined || notification_suppress === current.notification_suppress
      ? {}
      : { notification_suppress }),
    ...(secret_id === undefined || secret_id === (current.secret_id ?? null) ? {} : { secret_id }),
  };
}
