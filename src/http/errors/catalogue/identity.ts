import type { CataloguePart } from '../catalogue-entry.js';

const TITLE = 'Agent identity error';

export const IDENTITY_CODES = {
  identity_required: {
    class: 'unauthenticated',
    title: 'The caller did not say who it is',
    remedy: 'Send both X-AGH-Session-ID and X-AGH-Agent, or a valid key where keys are required.',
    text: 'identity',
    diagnostic: {
      id: 'agentidentity.identity_required',
      severity: 'error',
      title: TITLE,
      suggested_command: 'run from an agent session',
    },
  },
  identity_stale: {
    class: 'unauthenticated',
    title: 'The agent session is unknown or not active',
    remedy: 'Register or resume the session, then repeat the request with its id.',
    text: 'identity',
    diagnostic: {
      id: 'agentidentity.identity_stale',
      severity: 'error',
      title: TITLE,
      suggested_command: 'start or resume the session, then retry',
    },
  },
  identity_mismatch: {
    class: 'unauthenticated',
    title: 'The identity headers do not belong together',
    remedy: 'Send the agent name under which the session was registered.',
    text: 'identity',
    diagnostic: {
      id: 'agentidentity.identity_mismatch',
      severity: 'error',
      title: TITLE,
      suggested_command: 'clear the stale identity, then retry',
    },
  },
  identity_unauthorized: {
    class: 'forbidden',
    title: 'The agent session belongs to another workspace',
    remedy: "Work in the session's own workspace, or use a session of the other one.",
    text: 'identity',
    diagnostic: {
      id: 'agentidentity.identity_unauthorized',
      severity: 'error',
      title: TITLE,
      suggested_command: "use the session's workspace",
    },
  },
  identity_lookup_unavailable: {
    class: 'unavailable',
    title: 'Agent sessions cannot be looked up now',
    remedy: 'Retry when `/health/ready` is green.',
    text: 'identity',
    diagnostic: {
      id: 'agentidentity.identity_lookup_unavailable',
      severity: 'error',
      title: TITLE,
      suggested_command: 'retry when the session directory is reachable',
    },
  },
  front_key_required: {
    class: 'unauthenticated',
    title: 'The compatibility front was called without a valid key of its own',
    remedy: 'Send a key whose `fronts` name the front, in the header that the front publishes (docs/fronts.md).',
  },
  permission_denied: {
    class: 'forbidden',
    title: 'The caller may not do this',
    remedy: 'Use a caller whose role and workspace allow it.',
  },
} as const satisfies CataloguePart;
