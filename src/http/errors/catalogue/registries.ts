import type { CataloguePart } from '../catalogue-entry.js';

export const REGISTRY_CODES = {
  session_not_found: {
    class: 'not_found',
    title: 'There is no such agent session',
    remedy: 'Check the id, or register a session.',
  },
  duplicate_session_id: {
    class: 'conflict',
    title: 'The session id is taken',
    remedy: 'Choose another id or leave it out.',
  },
  session_stopped: {
    class: 'conflict',
    title: 'The session has stopped',
    remedy: 'Register a new session.',
  },
  workspace_not_found: {
    class: 'not_found',
    title: 'There is no such workspace',
    remedy: 'Give the id, the name or the path of a registered workspace.',
  },
  duplicate_workspace: {
    class: 'conflict',
    title: 'Id, name or path of the workspace is taken',
    remedy: 'Use the workspace that exists, or choose others.',
  },
  workspace_not_empty: {
    class: 'conflict',
    title: 'The workspace still holds tasks',
    remedy: 'Delete its tasks first.',
  },
  bridge_not_found: {
    class: 'not_found',
    title: 'There is no such bridge',
    remedy: 'Check the id, or create a bridge.',
  },
  duplicate_bridge: {
    class: 'conflict',
    title: 'The bridge exists already',
    remedy: 'Use the bridge that exists.',
  },
  bridge_in_use: {
    class: 'conflict',
    title: 'Subscriptions use the bridge',
    remedy: 'Delete its subscriptions first.',
  },
  delivery_not_found: {
    class: 'not_found',
    title: 'There is no such delivery',
    remedy: 'Check the id; deliveries are kept for a while only.',
  },
  delivery_in_flight: {
    class: 'conflict',
    title: 'The message is being sent',
    remedy: 'Look at the delivery again in a moment.',
  },
  key_not_found: {
    class: 'not_found',
    title: 'There is no such key',
    remedy: 'Check the id.',
  },
  key_disabled: {
    class: 'conflict',
    title: 'The key is revoked or has expired',
    remedy: 'Create a new key.',
  },
} as const satisfies CataloguePart;
