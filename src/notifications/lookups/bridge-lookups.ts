import { Injectable } from '@nestjs/common';
import type { LaneIndex } from '../../ledger/lane/inline-view.js';
import { LaneLookup, type LaneQuery } from '../../ledger/lane/lookup.js';
import type { Staging } from '../../ledger/lane/preparation.js';
import type { BridgeEvent } from '../domain/bridge-events.js';
import { bridgeNameKey, type BridgeStream, existingBridge } from '../domain/bridge-state.js';

const OF_NAMES = 'SELECT name_key AS key, id FROM bridges WHERE name_key = ANY($1::text[])';

/** Which bridge has a name, kept right within a flush by the events themselves. */
@Injectable()
export class BridgeLookups implements LaneIndex<BridgeStream, BridgeEvent> {
  readonly category = 'bridge';
  /** `bridgeNameKey(name)` to the id of the bridge that has the name. */
  readonly idOfName = new LaneLookup<string>('bridge of name', readIds, 5_000);

  staged(change: { readonly before: BridgeStream; readonly after: BridgeStream }, unit: Staging): void {
    const was = keyed(change.before);
    const now = keyed(change.after);
    if (was?.key === now?.key) return;
    if (was) unit.put(this.idOfName, was.key, undefined);
    if (now) unit.put(this.idOfName, now.key, now.id);
  }
}

function keyed(stream: BridgeStream): { readonly key: string; readonly id: string } | undefined {
  const bridge = existingBridge(stream);
  return bridge && { key: bridgeNameKey(bridge.name), id: bridge.id };
}

async function readIds(query: LaneQuery, keys: readonly string[]): Promise<Map<string, string>> {
  const rows = await query<{ key: string; id: string }>(OF_NAMES, [keys]);
  return new Map(rows.map((row) => [row.key, row.id]));
}
