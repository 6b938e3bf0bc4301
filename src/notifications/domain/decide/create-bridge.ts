import { Rejection } from '../../../ledger/rejection.js';
import type { BridgeCreated, BridgeEvent } from '../bridge-events.js';
import type { BridgeStream } from '../bridge-state.js';

/** The bridge that has the wanted name now, wherever it lies. */
export interface BridgeNameOwner {
  readonly name_owner?: string;
}

/** `bridge.created`. A name that another bridge has, and an id that was ever used, are refused: `duplicate_bridge`. */
export function createBridge(
  bridge: BridgeStream,
  command: BridgeCreated,
  facts: BridgeNameOwner,
): BridgeEvent[] | Rejection {
  if (bridge !== null) return new Rejection('duplicate_bridge', `a bridge with id ${command.id} already exists`);
  return refuseTakenName(command, facts) ?? [{ type: 'bridge.created', data: command }];
}

/** Refuses a name that another bridge than `id` has. */
export function refuseTakenName(
  { id, name }: { readonly id: string; readonly name?: string },
  { name_owner }: BridgeNameOwner,
): Rejection | undefined {
  if (name === undefined || name_owner === undefined || name_owner === id) return undefined;
  return new Rejection('duplicate_bridge', `a bridge named ${name} already exists`);
}
