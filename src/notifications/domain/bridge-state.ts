import type { BridgeCreated } from './bridge-events.js';
import type { BridgeStatus } from './vocabulary.js';

/** A place that notifications are sent to (`registries.md` 3). */
export interface BridgeState extends BridgeCreated {
  /** Set while its deliveries fail, until one succeeds or the bridge is updated. */
  readonly failing?: true;
  readonly created_at: string;
  readonly updated_at: string;
}

/** What remains of a deleted bridge: its id, which is never free again (architecture.md 12, decision 14). */
export interface DeletedBridge {
  readonly id: string;
  readonly deleted_at: string;
}

/** The state of a bridge's stream: null before its creation. */
export type BridgeStream = BridgeState | DeletedBridge | null;

/** The bridge, undefined where there is none: never created, or deleted. */
export function existingBridge(bridge: BridgeStream): BridgeState | undefined {
  return bridge === null || 'deleted_at' in bridge ? undefined : bridge;
}

export function bridgeStatus({ enabled, failing }: Pick<BridgeState, 'enabled' | 'failing'>): BridgeStatus {
  if (!enabled) return 'disabled';
  return failing ? 'error' : 'ready';
}

/**
 * What names are compared by, over all bridges: one text for all spellings that differ in case only. Upper case first,
 * because some letters meet only there.
 */
export function bridgeNameKey(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}
