import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import { table } from '../../ledger/lane/table.js';
import type { Scope } from '../../tasks/domain/vocabulary.js';
import type { BridgeEvent } from '../domain/bridge-events.js';
import {
  bridgeNameKey,
  type BridgeState,
  bridgeStatus,
  type BridgeStream,
  existingBridge,
} from '../domain/bridge-state.js';
import type { BridgeStatus } from '../domain/vocabulary.js';

/** A row of `bridges`: those that are there. */
export interface BridgeRow {
  readonly id: string;
  readonly name: string;
  /** What names are compared and sorted by. */
  readonly name_key: string;
  readonly scope: Scope;
  readonly workspace_id: string | null;
  readonly endpoint_url: string;
  readonly enabled: boolean;
  readonly notification_suppress: boolean;
  readonly status: BridgeStatus;
  /** Under which id the signing secret is kept. */
  readonly secret_id: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

const BRIDGES = table<BridgeRow>({
  name: 'bridges',
  key: ['id'],
  columns: [
    'id',
    'name',
    'name_key',
    'scope',
    'workspace_id',
    'endpoint_url',
    'enabled',
    'notification_suppress',
    'status',
    'secret_id',
    'created_at',
    'updated_at',
  ],
});

/** The bridge view: one row a bridge, until it is deleted. */
export const bridgeView: InlineView<BridgeStream, BridgeEvent> = {
  name: 'bridge',
  version: 1,
  category: 'bridge',
  tables: [BRIDGES],

  project({ id, after }: StreamChange<BridgeStream, BridgeEvent>, rows: RowSink): void {
    const bridge = existingBridge(after);
    if (bridge) rows.put(BRIDGES, bridgeRow(bridge));
    else rows.remove(BRIDGES, { id });
  },
};

function bridgeRow(bridge: BridgeState): BridgeRow {
  return {
    id: bridge.id,
    name: bridge.name,
    name_key: bridgeNameKey(bridge.name),
    scope: bridge.scope,
    workspace_id: bridge.workspace_id ?? null,
    endpoint_url: bridge.endpoint_url,
    enabled: bridge.enabled,
    notification_suppress: bridge.notification_suppress,
    status: bridgeStatus(bridge),
    secret_id: bridge.secret_id ?? null,
    created_at: bridge.created_at,
    updated_at: bridge.updated_at,
  };
}
