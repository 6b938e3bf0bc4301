import type { Preparation } from '../../ledger/lane/preparation.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import type { Rejection } from '../../ledger/rejection.js';
import type { BridgeEvent } from '../domain/bridge-events.js';
import { bridgeNameKey, type BridgeState, existingBridge } from '../domain/bridge-state.js';
import { bridgeStream } from '../domain/bridge-stream.js';
import type { BridgeNameOwner } from '../domain/decide/create-bridge.js';
import type { BridgeLookups } from '../lookups/bridge-lookups.js';

/** Who has the wanted name. */
export async function nameOwner(
  unit: Preparation,
  lookups: BridgeLookups,
  name: string | undefined,
): Promise<BridgeNameOwner> {
  const owner = name === undefined ? undefined : await unit.get(lookups.idOfName, bridgeNameKey(name));
  return { name_owner: owner };
}

/** Appends a decision to a loaded bridge's stream. */
export function appendBridge(unit: UnitOfWork, id: string, decision: BridgeEvent[] | Rejection): BridgeState {
  const bridge = existingBridge(unit.append(bridgeStream, id, decision));
  if (!bridge) throw new Error(`bridge ${id} has no state after its command`);
  return bridge;
}
