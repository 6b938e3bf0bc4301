import { Inject, Injectable, Optional } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Rejection } from '../../ledger/rejection.js';
import { keyedFront, type Operation } from '../operation/operation.js';
import { HTTP_SETTINGS, type HttpSettings } from '../settings.js';
import { agentHeaders, claimsAgent, identifyAgent } from './agent-identity.js';
import type { Caller, Principal } from './caller.js';
import { identifyFrontCaller } from './front-key.js';
import { KeyDirectory, type KeyGrant } from './key-directory.js';
import { identifyPrincipal } from './principal.js';
import { pathKindsOf } from './resource-kinds.js';
import { mayDo } from './rights.js';
import { SessionDirectory, type SessionIdentity } from './session-directory.js';

/** Establishes the caller of every operation and checks its right (`http.md` 2). */
@Injectable()
export class CallerCheck {
  constructor(
    @Inject(HTTP_SETTINGS) private readonly settings: HttpSettings,
    @Optional() @Inject(SessionDirectory) private readonly sessions?: SessionDirectory,
    @Optional() @Inject(KeyDirectory) private readonly keys?: KeyDirectory,
  ) {}

  /** Refuses a caller whose role or key has no hold on the operation. */
  requireRight({ principal }: Caller, operation: Operation, handler: object, request: FastifyRequest): void {
    if (!mayDo(principal.role, operation.right)) {
      throw new Rejection('permission_denied', `role ${principal.role} may not call ${operation.id}`);
    }
    if (principal.workspaceId !== undefined && !servesBoundKeys(handler, request, operation)) {
      throw new Rejection('permission_denied', `a key that is bound to a workspace may not call ${operation.id}`);
    }
  }

  /** Who sent the request; rejects when it is not said, or cannot be. */
  async identify(request: FastifyRequest, reply: FastifyReply, operation: Operation): Promise<Caller> {
    const { principal, life } = await this.grantOf(request, reply, operation);
    const human: Caller = { actor: { kind: 'human', ref: principal.ref }, principal, life };
    if (operation.caller === 'anonymous' || keyedFront(operation)) return human;
    const headers = agentHeaders(request.headers);
    if (operation.caller !== 'agent' && !claimsAgent(headers)) return human;
    const session = await identifyAgent(headers, this.sessions, principal.workspaceId);
    this.requireSamePrincipal(session, principal);
    this.sessions?.seen(session.session_id);
    return { actor: { kind: 'agent_session', ref: session.session_id }, principal, session, life };
  }

  private async grantOf(request: FastifyRequest, reply: FastifyReply, operation: Operation): Promise<KeyGrant> {
    const front = keyedFront(operation);
    try {
      if (front) return await identifyFrontCaller(front, request.headers, this.keys);
      return await identifyPrincipal(request.headers, this.settings, this.keys);
    } catch (error) {
      if (error instanceof Rejection) reply.header('www-authenticate', 'Bearer');
      throw error;
    }
  }

  /** A session belongs to the principal that registered it (`registries.md` 2). */
  private requireSamePrincipal(session: SessionIdentity, principal: Principal): void {
    if (this.settings.auth === 'off' || session.principal_ref === undefined) return;
    if (session.principal_ref !== principal.ref) {
      throw new Rejection('identity_mismatch', 'agent session belongs to another caller');
    }
  }
}

/**
 * Whether an operation is open to keys that are bound to a workspace: those that name what they are about in the path,
 * and those that declare to keep to the workspace themselves. Whatever says nothing is closed.
 */
function servesBoundKeys(handler: object, request: FastifyRequest, operation: Operation): boolean {
  if (operation.bound !== undefined) return operation.bound === 'filtered';
  const kinds = pathKindsOf(handler);
  const parameters = Object.keys(request.params ?? {});
  return parameters.length > 0 && parameters.every((parameter) => Object.hasOwn(kinds, parameter));
}
