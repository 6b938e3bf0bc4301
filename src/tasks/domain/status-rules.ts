import type { TaskEvent } from './task-events.js';
import type { TaskStatus } from './vocabulary.js';

/**
 * How far a task's runs have come, as one word. `none`: no run was ever queued; `waiting`: one is queued, claimed or
 * needs attention; `working`: one is starting or running; else no run is open, and this is how the latest ended.
 */
export const WORK = ['none', 'waiting', 'working', 'completed', 'failed', 'canceled'] as const;
export type Work = (typeof WORK)[number];

/** All that a task's status follows from. */
export interface StatusFacts {
  readonly stored: TaskStatus;
  readonly work: Work;
  /** No attempt is left. */
  readonly exhausted: boolean;
  /** By an approval or a dependency. */
  readonly blocked: boolean;
}

/** A line of the table; what `when` does not name may be anything. */
export interface StatusRule {
  /** The rule's number in `tasks.md` 4.2. */
  readonly rule: number;
  readonly when: Partial<StatusFacts>;
  readonly then: TaskStatus;
}

/**
 * The table of `tasks.md` 4.2, first match wins; a run that needs attention counts as queued (`runs.md` 1.3, choice).
 */
export const STATUS_RULES: readonly StatusRule[] = [
  { rule: 1, when: { stored: 'canceled' }, then: 'canceled' },
  { rule: 1, when: { stored: 'draft' }, then: 'draft' },
  { rule: 2, when: { work: 'working' }, then: 'in_progress' },
  { rule: 3, when: { work: 'waiting', blocked: true }, then: 'blocked' },
  { rule: 3, when: { work: 'waiting' }, then: 'ready' },
  { rule: 4, when: { work: 'completed' }, then: 'completed' },
  { rule: 5, when: { work: 'failed', exhausted: true }, then: 'failed' },
  { rule: 5, when: { work: 'failed', blocked: true }, then: 'blocked' },
  { rule: 5, when: { work: 'failed' }, then: 'ready' },
  { rule: 6, when: { work: 'canceled' }, then: 'canceled' },
  { rule: 7, when: { work: 'none', stored: 'completed' }, then: 'completed' },
  { rule: 7, when: { work: 'none', stored: 'failed' }, then: 'failed' },
  { rule: 8, when: { blocked: true }, then: 'blocked' },
  { rule: 8, when: {}, then: 'ready' },
];

/** What a new task may be. */
export const INITIAL_STATUSES: readonly TaskStatus[] = ['draft', 'blocked', 'ready'];

/** What may change a status. */
export type StatusCause = TaskEvent['type'];

export interface StatusTransition {
  readonly from: TaskStatus;
  readonly to: TaskStatus;
  readonly by: readonly StatusCause[];
}

const STARTED = ['task.run_starting', 'task.run_session_bound'] as const;
const BACK_IN_QUEUE = ['task.run_failed', 'task.run_released', 'task.run_lease_expired'] as const;
const GIVEN_UP = ['task.run_failed', 'task.run_operator_forced_fail', 'task.updated'] as const;
const QUEUED = ['task.run_enqueued', 'task.run_operator_retry', 'task.run_review_retry_enqueued'] as const;
const CANCELED = ['task.run_canceled', 'task.canceled'] as const;

/**
 * Every change of status that there is, and the events that bring it: `tasks.md` 4.6 with what follows from 4.2 besides.
 * A claimed run of a task that becomes blocked can still end, so `blocked` has the same ends as `ready`.
 */
export const STATUS_TRANSITIONS: readonly StatusTransition[] = [
  { from: 'draft', to: 'ready', by: ['task.published'] },
  { from: 'draft', to: 'blocked', by: ['task.published'] },
  { from: 'draft', to: 'canceled', by: ['task.canceled'] },
  {
    from: 'blocked',
    to: 'ready',
    by: [
      'task.approved',
      'task.updated',
      'task.dependency_changed',
      'task.dependency_removed',
      'task.dependency_dropped',
    ],
  },
  { from: 'ready', to: 'blocked', by: ['task.updated', 'task.dependency_added', 'task.dependency_changed'] },
  { from: 'ready', to: 'in_progress', by: STARTED },
  { from: 'in_progress', to: 'ready', by: BACK_IN_QUEUE },
  { from: 'in_progress', to: 'blocked', by: BACK_IN_QUEUE },
  { from: 'in_progress', to: 'completed', by: ['task.run_completed'] },
  { from: 'in_progress', to: 'failed', by: ['task.run_failed'] },
  { from: 'in_progress', to: 'canceled', by: CANCELED },
  { from: 'ready', to: 'completed', by: ['task.run_completed'] },
  { from: 'blocked', to: 'completed', by: ['task.run_completed'] },
  { from: 'ready', to: 'failed', by: GIVEN_UP },
  { from: 'blocked', to: 'failed', by: GIVEN_UP },
  { from: 'ready', to: 'canceled', by: CANCELED },
  { from: 'blocked', to: 'canceled', by: CANCELED },
  { from: 'completed', to: 'ready', by: QUEUED },
  { from: 'completed', to: 'blocked', by: QUEUED },
  { from: 'failed', to: 'ready', by: ['task.updated'] },
  { from: 'failed', to: 'blocked', by: ['task.updated'] },
];
