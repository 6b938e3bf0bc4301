import { Injectable } from '@nestjs/common';
import type { Preparation } from '../../ledger/lane/preparation.js';
import type { LaneIndex } from '../../ledger/lane/inline-view.js';
import { LaneLookup, type LaneQuery } from '../../ledger/lane/lookup.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { workspaceNotFound } from '../domain/decide/update-workspace.js';
import type { WorkspaceEvent } from '../domain/workspace-events.js';
import {
  existingWorkspace,
  workspaceNameKey,
  type WorkspaceState,
  type WorkspaceStream,
} from '../domain/workspace-state.js';
import { workspaceStream } from '../domain/workspace-stream.js';

const OF_NAMES = 'SELECT name_key AS key, id FROM workspaces WHERE name_key = ANY($1::text[])';
const OF_PATHS = 'SELECT path AS key, id FROM workspaces WHERE path = ANY($1::text[])';

/** Which workspace has a name or a path, kept right within a flush by the events themselves. */
@Injectable()
export class WorkspaceLookups implements LaneIndex<WorkspaceStream, WorkspaceEvent> {
  readonly category = 'workspace';
  /** `workspaceNameKey(name)` to the id of the workspace that has the name. */
  readonly idOfName = new LaneLookup<string>(
    'workspace of name',
    (query, keys) => readIds(query, OF_NAMES, keys),
    5_000,
  );
  /** Path to the id of the workspace that has it. */
  readonly idOfPath = new LaneLookup<string>(
    'workspace of path',
    (query, keys) => readIds(query, OF_PATHS, keys),
    5_000,
  );

  /**
   * The workspace that `reference` names: as id, else as name, else as path (`registries.md` 1). To be asked in
   * `prepare` as well, so that the reads of a flush travel together.
   */
  async resolve(unit: Preparation, reference: string): Promise<WorkspaceState | undefined> {
    const [byId, named, placed] = await Promise.all([
      unit.load(workspaceStream, reference),
      unit.get(this.idOfName, workspaceNameKey(reference)),
      unit.get(this.idOfPath, reference),
    ]);
    const id = named ?? placed;
    return (
      existingWorkspace(byId) ??
      (id === undefined ? undefined : existingWorkspace(await unit.load(workspaceStream, id)))
    );
  }

  /**
   * The workspace that `reference` names, where there must be one. For a caller that is bound to the workspace `within`
   * every other one is missing. Refused: `workspace_not_found`.
   */
  async require(unit: Preparation, reference: string, within?: string): Promise<WorkspaceState> {
    const found = await this.resolve(unit, reference);
    if (!found || (within !== undefined && found.id !== within)) throw workspaceNotFound(reference);
    return found;
  }

  staged(change: { readonly before: WorkspaceStream; readonly after: WorkspaceStream }, unit: UnitOfWork): void {
    const was = existingWorkspace(change.before);
    const now = existingWorkspace(change.after);
    move(unit, this.idOfName, was && [workspaceNameKey(was.name), was.id], now && [workspaceNameKey(now.name), now.id]);
    move(unit, this.idOfPath, place(was), place(now));
  }
}

type Entry = readonly [key: string, id: string];

function place(workspace: WorkspaceState | undefined): Entry | undefined {
  return workspace?.path === undefined ? undefined : [workspace.path, workspace.id];
}

function move(unit: UnitOfWork, lookup: LaneLookup<string>, was: Entry | undefined, now: Entry | undefined): void {
  if (was && was[0] !== now?.[0]) unit.put(lookup, was[0], undefined);
  if (now && now[0] !== was?.[0]) unit.put(lookup, now[0], now[1]);
}

async function readIds(query: LaneQuery, text: string, keys: readonly string[]): Promise<Map<string, string>> {
  const rows = await query<{ key: string; id: string }>(text, [keys]);
  return new Map(rows.map((row) => [row.key, row.id]));
}
