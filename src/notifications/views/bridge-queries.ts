import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Page, pageOf, type PageRequest, rowsWanted } from '../../sessions/views/page.js';
import { decodeCursor } from '../../tasks/views/cursor.js';
import { bridgeNotFound } from '../domain/decide/update-bridge.js';
import { type BridgeFilter, BridgeReader } from './bridge-reader.js';
import { showBridge, type ShownBridge } from './shown-bridge.js';

/** One bridge. Refused: `bridge_not_found`. */
export class GetBridge extends Query<ShownBridge> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetBridge)
export class GetBridgeHandler implements IQueryHandler<GetBridge> {
  constructor(private readonly reader: BridgeReader) {}

  async execute({ id }: GetBridge): Promise<ShownBridge> {
    const bridge = await this.reader.find(id);
    if (!bridge) throw bridgeNotFound(id);
    return showBridge(bridge);
  }
}

export type BridgesWanted = PageRequest & Omit<BridgeFilter, 'after'>;

/** Bridges by name. Refused: `invalid_query` for a foreign cursor. */
export class ListBridges extends Query<Page<ShownBridge>> {
  constructor(readonly wanted: BridgesWanted) {
    super();
  }
}

@QueryHandler(ListBridges)
export class ListBridgesHandler implements IQueryHandler<ListBridges> {
  constructor(private readonly reader: BridgeReader) {}

  async execute({ wanted }: ListBridges): Promise<Page<ShownBridge>> {
    const { scope, workspace_id, status, cursor } = wanted;
    const after = cursor === undefined ? undefined : decodeCursor(cursor, ['text'])[0];
    const limit = rowsWanted(wanted);
    const page = pageOf(await this.reader.list({ scope, workspace_id, status, after }, limit + 1), limit, (row) => [
      row.name_key,
    ]);
    return { ...page, rows: page.rows.map((row) => showBridge(row)) };
  }
}
