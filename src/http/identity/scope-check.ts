import { Injectable } from '@nestjs/common';
import type { RequestInput } from '../request-state.js';
import type { Caller } from './caller.js';
import { type PathKinds, type ResourceKind, pathKindsOf } from './resource-kinds.js';
import { ResourceScopes } from './resource-scopes.js';

/**
 * Makes of an id that the caller may not know of one that no run has: each its own, so that the lane remembers it, or
 * not, like the one that was asked for.
 */
const NO_RUN = 'none:';

type Path = RequestInput['path'];

/**
 * Puts ids for the other names of tasks and runs (architecture decision 8), and keeps callers whose key is bound to a
 * workspace to what that workspace holds: every id in the path must name something of it. To be asked after the input is
 * read, so that an id elsewhere and an id that names nothing are told apart by nothing, not even by what else is wrong
 * with the request.
 */
@Injectable()
export class ScopeCheck {
  constructor(private readonly scopes: ResourceScopes) {}

  /** The path's ids as the handler is to see them; undefined when it declares none of them. */
  admit(caller: Caller, handler: object, path: Path): Promise<Path> | undefined {
    const kinds = pathKindsOf(handler);
    return Object.keys(kinds).length === 0 ? undefined : this.admitAll(caller, kinds, path);
  }

  private async admitAll(caller: Caller, kinds: PathKinds, path: Path): Promise<Path> {
    const admitted: Record<string, string> = { ...path };
    for (const [parameter, kind] of Object.entries(kinds)) {
      admitted[parameter] = await this.admitted(caller, kind, path[parameter] ?? '');
    }
    return admitted;
  }

  /** The refusals of a run's holder name no run and depend on the session: the handler has to make them. */
  private async admitted(caller: Caller, kind: ResourceKind, id: string): Promise<string> {
    if (kind === 'held_run') {
      return (await this.scopes.isVisible(caller, 'run', id)) ? id : NO_RUN + id;
    }
    const known = await this.scopes.idOf(kind, id);
    await this.scopes.require(caller, kind, known, id);
    return known;
  }
}
