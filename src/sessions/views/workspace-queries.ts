import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { workspaceNotFound } from '../domain/decide/update-workspace.js';
import { decodeCursor } from '../../tasks/views/cursor.js';
import { type Page, pageOf, type PageRequest, rowsWanted } from './page.js';
import { showWorkspace, type ShownWorkspace } from './shown-workspace.js';
import { WorkspaceDirectory } from './workspace-directory.js';

/** One workspace by id, name or path. Refused: `workspace_not_found`. */
export class GetWorkspace extends Query<ShownWorkspace> {
  constructor(readonly reference: string) {
    super();
  }
}

@QueryHandler(GetWorkspace)
export class GetWorkspaceHandler implements IQueryHandler<GetWorkspace> {
  constructor(private readonly directory: WorkspaceDirectory) {}

  async execute({ reference }: GetWorkspace): Promise<ShownWorkspace> {
    const workspace = await this.directory.resolve(reference);
    if (!workspace) throw workspaceNotFound(reference);
    return showWorkspace(workspace);
  }
}

/** Workspaces by name; `onlyId` leaves out all others. */
export class ListWorkspaces extends Query<Page<ShownWorkspace>> {
  constructor(
    readonly page: PageRequest,
    readonly onlyId?: string,
  ) {
    super();
  }
}

@QueryHandler(ListWorkspaces)
export class ListWorkspacesHandler implements IQueryHandler<ListWorkspaces> {
  constructor(private readonly directory: WorkspaceDirectory) {}

  async execute({ page, onlyId }: ListWorkspaces): Promise<Page<ShownWorkspace>> {
    const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor, ['text'])[0];
    const wanted = rowsWanted(page);
    const found = pageOf(await this.directory.list(wanted + 1, after, onlyId), wanted, (row) => [row.name_key]);
    return { ...found, rows: found.rows.map((row) => showWorkspace(row)) };
  }
}
