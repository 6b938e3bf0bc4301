import { Injectable } from '@nestjs/common';
import type { Rejection } from '../../ledger/rejection.js';
import type { Caller } from './caller.js';
import type { ResourceKind } from './resource-kinds.js';

/** How one kind of resource is placed; each context registers its kinds when its module starts. */
export interface ResourceScope {
  /** The workspace of the resource with this id; null when it is in none, undefined when there is no such resource. */
  workspaceOf(id: string): Promise<string | null | undefined>;
  /** Those of the ids that name something of the workspace; for kinds that answers name in passing. */
  within?(workspaceId: string, ids: readonly string[]): Promise<string[]>;
  /** The id of what has this other name (`http.md` 11.2); undefined when the text is none, or the name of nothing. */
  idOf?(name: string): Promise<string | undefined>;
  /** The refusal of an id that names nothing. */
  notFound(id: string): Rejection;
}

/** What lies in a workspace, or in none. */
export type PlacedKind = Exclude<ResourceKind, 'held_run'>;

/**
 * Whether a caller whose key is bound to a workspace may know of a resource (`registries.md` 5). What lies elsewhere and
 * what does not exist take the same read and get the same refusal. Callers that are not bound are never asked about.
 */
@Injectable()
export class ResourceScopes {
  private readonly scopes = new Map<PlacedKind, ResourceScope>();

  register(kind: PlacedKind, scope: ResourceScope): void {
    this.scopes.set(kind, scope);
  }

  /** Whether the caller may know of the resource. @throws when nobody registered the kind: nothing is then visible */
  async isVisible(caller: Caller, kind: PlacedKind, id: string): Promise<boolean> {
    const { workspaceId } = caller.principal;
    return workspaceId === undefined || (await this.scopeOf(kind).workspaceOf(id)) === workspaceId;
  }

  /** Those of the ids that name something of the workspace. @throws when nobody registered that for the kind */
  async within(workspaceId: string, kind: PlacedKind, ids: readonly string[]): Promise<Set<string>> {
    const found = await this.scopeOf(kind).within?.(workspaceId, ids);
    if (!found) throw new Error(`the resource scope of kind ${kind} tells of one id at a time only`);
    return new Set(found);
  }

  /** The id of what an id in a path names, be it by another name of it; what names nothing stays as it is. */
  async idOf(kind: PlacedKind, asked: string): Promise<string> {
    return (await this.scopes.get(kind)?.idOf?.(asked)) ?? asked;
  }

  /**
   * Refuses what the caller may not know of, as if it did not exist.
   * @param asked what the caller called it, which is all that the refusal may name
   */
  async require(caller: Caller, kind: PlacedKind, id: string, asked = id): Promise<void> {
    if (!(await this.isVisible(caller, kind, id))) throw this.scopeOf(kind).notFound(asked);
  }

  /** For task ids in bodies and queries, such as `depends_on_task_id`. Refused: `task_not_found`. */
  requireVisibleTask(caller: Caller, taskId: string): Promise<void> {
    return this.require(caller, 'task', taskId);
  }

  private scopeOf(kind: PlacedKind): ResourceScope {
    const scope = this.scopes.get(kind);
    if (!scope) throw new Error(`no resource scope is registered for kind ${kind}`);
    return scope;
  }
}
