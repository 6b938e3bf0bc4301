import { Nested, Text, Timestamp, Word } from './properties.js';
import { TaskReference } from './task-reference.js';

export const DEPENDENCY_KINDS = ['blocks'] as const;
export type DependencyKind = (typeof DEPENDENCY_KINDS)[number];

/** An edge: the task waits for another one. */
export class Dependency {
  @Text() task_id: string;
  @Text() depends_on_task_id: string;
  @Word(DEPENDENCY_KINDS) kind: DependencyKind;
  @Timestamp() created_at: string;
}

/** An edge with the task that is waited for. */
export class DependencyReference extends Dependency {
  @Nested(() => TaskReference) depends_on: TaskReference;
}
