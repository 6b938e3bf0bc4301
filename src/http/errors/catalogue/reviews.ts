import type { CataloguePart } from '../catalogue-entry.js';

export const REVIEW_CODES = {
  review_not_found: {
    class: 'not_found',
    title: 'There is no such review',
    remedy: 'Check the id.',
  },
  review_closed: {
    class: 'conflict',
    title: 'The review takes no verdict any more',
    remedy: 'Request another review.',
    prefix: 'task: invalid status transition: ',
  },
  review_exists: {
    class: 'conflict',
    title: 'The run has another review already',
    remedy: 'Use the review that exists.',
  },
  review_policy_mismatch: {
    class: 'conflict',
    title: 'The review policy does not cover how the run ended',
    remedy: 'Choose a policy that fits the end of the run.',
  },
  review_session_bound: {
    class: 'conflict',
    title: 'Review and session are bound otherwise',
    remedy: 'Finish the other review first, or use another session.',
  },
  verdict_conflict: {
    class: 'conflict',
    title: 'Another verdict is recorded already',
    remedy: 'A recorded verdict cannot be changed; the same one may be sent again.',
  },
  reviewer_mismatch: {
    class: 'forbidden',
    title: 'The review is bound to another session',
    remedy: 'Let the bound reviewer or a human record the verdict.',
  },
  execution_profile_not_found: {
    class: 'not_found',
    title: 'No execution profile is stored',
    remedy: 'The default applies; store a profile first.',
  },
  task_has_current_run: {
    class: 'conflict',
    title: 'The task is being worked on',
    remedy: 'Change the profile when no run is claimed, starting or running.',
  },
  subscription_not_found: {
    class: 'not_found',
    title: 'There is no such subscription of the task',
    remedy: 'List the subscriptions of the task.',
  },
  subscription_of_other_task: {
    class: 'conflict',
    title: 'The subscription id belongs to another task',
    remedy: 'Choose another id or leave it out.',
  },
  too_many_subscriptions: {
    class: 'conflict',
    title: 'The task has 1,000 subscriptions already',
    remedy: 'Delete those that nobody needs.',
  },
} as const satisfies CataloguePart;
