import type { Scope } from '../../tasks/domain/vocabulary.js';
import { type BridgeState, bridgeStatus } from '../domain/bridge-state.js';
import type { BridgeStatus } from '../domain/vocabulary.js';
import type { BridgeRow } from './bridge-view.js';

/** A bridge as callers see it (`registries.md` 3): never its secret. */
export interface ShownBridge {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly workspace_id?: string;
  readonly endpoint_url: string;
  readonly enabled: boolean;
  readonly notification_suppress: boolean;
  readonly status: BridgeStatus;
  readonly created_at: string;
  readonly updated_at: string;
}

export function showBridge(bridge: BridgeState | BridgeRow): ShownBridge {
  return {
    id: bridge.id,
    name: bridge.name,
    scope: bridge.scope,
    workspace_id: bridge.workspace_id ?? undefined,
    endpoint_url: bridge.endpoint_url,
    enabled: bridge.enabled,
    notification_suppress: bridge.notification_suppress,
    status: 'status' in bridge ? bridge.status : bridgeStatus(bridge),
    created_at: bridge.created_at,
    updated_at: bridge.updated_at,
  };
}
