import type { Front, Role } from '../../access/domain/vocabulary.js';
import type { Actor } from '../../ledger/event.js';
import type { CallerLife } from './caller-life.js';
import type { SessionIdentity } from './session-directory.js';

/** Who a key stands for; without keys it is the local operator. */
export interface Principal {
  readonly ref: string;
  readonly role: Role;
  /** Set when the key sees one workspace only. */
  readonly workspaceId?: string;
  /** The key itself: several may stand for one principal. */
  readonly keyId?: string;
  /** The compatibility fronts that the key is meant for. */
  readonly fronts?: readonly Front[];
}

/** The caller of an operation as `CallerCheck` established it (`http.md` 2). */
export interface Caller {
  /** What events and commands record: the human principal or the agent session. */
  readonly actor: Actor;
  readonly principal: Principal;
  /** Set when the caller is an agent session. */
  readonly session?: SessionIdentity;
  /** How long the caller may go on; see `CallerLife`. */
  readonly life: CallerLife;
}

/** The caller of a request without key where none is needed (`registries.md` 5). */
export const LOCAL_OPERATOR: Principal = { ref: 'local-user', role: 'admin' };
