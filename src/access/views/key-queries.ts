import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Page, pageOf, type PageRequest, rowsWanted } from '../../sessions/views/page.js';
import { decodeCursor } from '../../tasks/views/cursor.js';
import { keyNotFound } from '../domain/decide/rotate-key.js';
import { KeyReader } from './key-reader.js';
import type { ShownKey } from './shown-key.js';

/** One key. Refused: `key_not_found`. */
export class GetKey extends Query<ShownKey> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetKey)
export class GetKeyHandler implements IQueryHandler<GetKey> {
  constructor(private readonly keys: KeyReader) {}

  async execute({ id }: GetKey): Promise<ShownKey> {
    const key = await this.keys.find(id);
    if (!key) throw keyNotFound(id);
    return key;
  }
}

/** Keys, newest first, revoked ones included; `workspaceId` leaves out those that are not bound to it. */
export class ListKeys extends Query<Page<ShownKey>> {
  constructor(
    readonly page: PageRequest,
    readonly workspaceId?: string,
  ) {
    super();
  }
}

@QueryHandler(ListKeys)
export class ListKeysHandler implements IQueryHandler<ListKeys> {
  constructor(private readonly keys: KeyReader) {}

  async execute({ page, workspaceId }: ListKeys): Promise<Page<ShownKey>> {
    const before = page.cursor === undefined ? undefined : decodeCursor(page.cursor, ['time', 'text']);
    const wanted = rowsWanted(page);
    const rows = await this.keys.list(wanted + 1, before, workspaceId);
    return pageOf(rows, wanted, (key) => [key.created_at, key.id]);
  }
}
