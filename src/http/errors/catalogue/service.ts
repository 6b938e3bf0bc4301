import type { CataloguePart } from '../catalogue-entry.js';

export const SERVICE_CODES = {
  service_unavailable: {
    class: 'unavailable',
    title: 'A part of the service is missing',
    remedy: 'Look at `/health/ready`; retry when it is green.',
  },
  ledger_unavailable: {
    class: 'unavailable',
    title: 'The ledger cannot be reached',
    remedy: 'Retry; nothing was changed.',
  },
  ledger_overloaded: {
    class: 'unavailable',
    title: 'Too many commands are waiting',
    remedy: 'Retry with a growing pause; nothing was changed.',
  },
  view_not_built: {
    class: 'unavailable',
    title: 'The view is being built for the first time',
    remedy: 'Retry in a minute; `/health/ready` of the leading instance says how far it is.',
  },
  view_not_found: {
    class: 'not_found',
    title: 'There is no such view',
    remedy: '`GET /api/views` lists them.',
  },
  commit_outcome_unknown: {
    class: 'unavailable',
    title: 'Whether the change was kept could not be found out',
    remedy: 'Read the resource before repeating the request.',
  },
  drain_goes_on: {
    class: 'unavailable',
    title: 'The service stops before the drain has ended',
    remedy: 'The scheduler is paused and the drain goes on: look at `GET /api/scheduler` for the claims that remain.',
    diagnostic: {
      id: 'task.scheduler.drain_goes_on',
      severity: 'warn',
      suggested_command: 'GET /api/scheduler',
    },
  },
  internal_error: {
    class: 'internal',
    title: 'Something failed inside the service',
    remedy: 'Report the request id; the log holds the whole error.',
  },
} as const satisfies CataloguePart;
