import type { IncomingHttpHeaders } from 'node:http';
import { Rejection } from '../../ledger/rejection.js';
import type { Caller } from './caller.js';
import type { SessionDirectory, SessionIdentity } from './session-directory.js';

/** The identity headers of a request, trimmed; blank counts as not sent. */
export interface AgentHeaders {
  readonly sessionId: string;
  readonly agentName: string;
  readonly workspaceId: string;
}

export function agentHeaders(headers: IncomingHttpHeaders): AgentHeaders {
  return {
    sessionId: headerText(headers['x-agh-session-id']),
    agentName: headerText(headers['x-agh-agent']),
    workspaceId: headerText(headers['x-agh-workspace-id']),
  };
}

/** A lone workspace header does not make an agent. */
export function claimsAgent(headers: AgentHeaders): boolean {
  return headers.sessionId !== '' || headers.agentName !== '';
}

/**
 * The session that the headers name, checked in the order of `http.md` 2. Rejects with an `identity_*` code, or with
 * `service_unavailable` when there is no registry of sessions at all. For a key that is bound to the workspace `within`
 * the sessions of all others are unknown.
 */
export async function identifyAgent(
  headers: AgentHeaders,
  directory: SessionDirectory | undefined,
  within?: string,
): Promise<SessionIdentity> {
  if (headers.sessionId === '') throw new Rejection('identity_required', 'agent session id is required');
  if (headers.agentName === '') throw new Rejection('identity_required', 'agent name is required');
  if (!directory) throw new Rejection('service_unavailable', 'no registry of agent sessions');
  const session = await lookUp(headers.sessionId, directory, within);
  if (!session) throw new Rejection('identity_stale', 'agent session is unknown');
  if (session.state !== 'active') throw new Rejection('identity_stale', 'agent session is not active');
  if (session.session_id !== headers.sessionId) {
    throw new Rejection('identity_mismatch', 'agent session id does not match');
  }
  if (session.agent_name !== headers.agentName) {
    throw new Rejection('identity_mismatch', 'agent name does not match the session');
  }
  if (headers.workspaceId !== '' && headers.workspaceId !== (session.workspace_id ?? '')) {
    throw new Rejection('identity_unauthorized', 'agent session does not belong to the workspace');
  }
  return session;
}

/**
 * For operations that bind to a workspace named in the body (createTask, createChildTask): an agent session must
 * belong to it (`http.md` 2, architecture decision 15). Humans pass.
 */
export function requireWorkspace(caller: Caller, workspaceId: string): void {
  if (caller.session && (caller.session.workspace_id ?? '') !== workspaceId) {
    throw new Rejection('identity_unauthorized', 'agent session does not belong to the workspace');
  }
}

async function lookUp(
  sessionId: string,
  directory: SessionDirectory,
  within: string | undefined,
): Promise<SessionIdentity | undefined> {
  try {
    const session = await directory.find(sessionId, within);
    return within === undefined || session?.workspace_id === within ? session : undefined;
  } catch (cause) {
    const rejection = new Rejection('identity_lookup_unavailable', 'agent session cannot be looked up');
    rejection.cause = cause;
    throw rejection;
  }
}

function headerText(value: string | string[] | undefined): string {
  return ((Array.isArray(value) ? value[0] : value) ?? '').trim();
}
