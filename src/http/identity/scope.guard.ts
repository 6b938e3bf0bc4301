import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type RequestInput, requestState } from '../request-state.js';
import type { Caller } from './caller.js';
import { type ResourceKind, pathKindsOf } from './resource-kinds.js';
import { ResourceScopes } from './resource-scopes.js';

/**
 * Makes of an id that the caller may not know of one that no run has: each its own, so that the lane remembers it, or
 * not, like the one that was asked for.
 */
const NO_RUN = 'none:';

/**
 * Puts ids for the other names of tasks and runs (architecture decision 8), and keeps callers whose key is bound to a
 * workspace to what that workspace holds: every id in the path must name something of it. Runs after the input is read, so that an id elsewhere and an id that names nothing are told apart by nothing,
 * not even by what else is wrong with the request.
 */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(private readonly scopes: ResourceScopes) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const state = requestState(context.switchToHttp().getRequest<FastifyRequest>());
    const { caller, input } = state;
    const kinds = Object.entries(pathKindsOf(context.getHandler()));
    if (!input || !caller || kinds.length === 0) return true;
    const path = { ...input.path };
    for (const [parameter, kind] of kinds) {
      path[parameter] = await this.admitted(caller, kind, path[parameter] ?? '');
    }
    state.input = { ...input, path } satisfies RequestInput;
    return true;
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
