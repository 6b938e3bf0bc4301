import type { CataloguePart, DiagnosticTemplate } from '../catalogue-entry.js';

const TITLE = 'Agent lease rejected';

function lease(reason: string): { readonly prefix: string; readonly diagnostic: DiagnosticTemplate } {
  return {
    prefix: `task: autonomy lease rejected: ${reason}: `,
    diagnostic: { id: `task.lease.${reason}`, severity: 'error', title: TITLE },
  };
}

/** Reasons for which an agent's lease operation is refused (`runs.md` 3.6). */
export const LEASE_CODES = {
  AUTONOMY_SESSION_REQUIRED: {
    class: 'forbidden',
    title: 'The lease operation needs an agent session',
    remedy: 'Call from a registered agent session.',
    ...lease('AUTONOMY_SESSION_REQUIRED'),
  },
  AUTONOMY_NO_ACTIVE_LEASE: {
    class: 'conflict',
    title: 'The session holds no active lease on the run',
    remedy: 'Claim work first; what was held has been handed on.',
    ...lease('AUTONOMY_NO_ACTIVE_LEASE'),
  },
  AUTONOMY_FOREIGN_RUN: {
    class: 'forbidden',
    title: 'The session holds another run',
    remedy: 'Act on the run that the session has claimed.',
    ...lease('AUTONOMY_FOREIGN_RUN'),
  },
  AUTONOMY_LEASE_EXPIRED: {
    class: 'conflict',
    title: 'The lease has expired or the run has ended',
    remedy: 'Drop the work and claim again; heartbeat within a third of the lease.',
    ...lease('AUTONOMY_LEASE_EXPIRED'),
  },
  AUTONOMY_LEASE_ALREADY_HELD: {
    class: 'conflict',
    title: 'The session holds an active run already',
    remedy: 'End or release the held run before claiming another.',
    ...lease('AUTONOMY_LEASE_ALREADY_HELD'),
  },
} as const satisfies CataloguePart;
