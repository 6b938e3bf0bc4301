import { existingTask, type TaskState, type TaskStream } from '../domain/task-state.js';

/** The task after its events were appended. */
export function appended(stream: TaskStream): TaskState {
  const task = existingTask(stream);
  if (!task) throw new Error('an appended task has no state');
  return task;
}
