/** Trees and dependencies of tasks, as tests make and read them over HTTP. */
import type { CreateTask, Task, TaskDetail } from '../../../src/client/types.js';
import type { RecordedEvent } from '../../../src/ledger/event.js';
import { EventLog } from '../../../src/ledger/log/event-log.js';
import type { Api, ApiAnswer, CallOptions } from '../../support/contract.js';
import { type ErrorAnswer, wanted } from '../../support/place.js';
import type { TestApp } from '../../support/test-app.js';

/** Headers that let a change happen only at this `latest_event_seq`. */
export function ifMatch(sequence: number | string): CallOptions {
  return { headers: { 'if-match': typeof sequence === 'number' ? `"${sequence}"` : sequence } };
}

export function postChild(
  api: Api,
  parentId: string,
  more: Partial<CreateTask> | string = {},
  options?: CallOptions,
): Promise<ApiAnswer<{ task: Task } & ErrorAnswer>> {
  const body = typeof more === 'string' ? more : { scope: 'global', title: 'A child', ...more };
  return api.post(`/api/tasks/${parentId}/children`, body, options);
}

export async function newChild(api: Api, parentId: string, more?: Partial<CreateTask>): Promise<Task> {
  return (await wanted<{ task: Task }>(postChild(api, parentId, more), 201)).task;
}

export function postEdge(
  api: Api,
  taskId: string,
  blockerId: string,
  options?: CallOptions,
): Promise<ApiAnswer<{ task: TaskDetail } & ErrorAnswer>> {
  return api.post(`/api/tasks/${taskId}/dependencies`, { depends_on_task_id: blockerId }, options);
}

/** Lets the first task wait for the others. */
export async function dependsOn(api: Api, taskId: string, ...blockerIds: readonly string[]): Promise<void> {
  for (const blockerId of blockerIds) await wanted(postEdge(api, taskId, blockerId), 200);
}

export function deleteEdge(
  api: Api,
  taskId: string,
  blockerId: string,
  options?: CallOptions,
): Promise<ApiAnswer<{ task: TaskDetail } & ErrorAnswer>> {
  return api.delete(`/api/tasks/${taskId}/dependencies/${blockerId}`, options);
}

export function deleteTask(api: Api, taskId: string, options?: CallOptions): Promise<ApiAnswer<ErrorAnswer>> {
  return api.delete(`/api/tasks/${taskId}`, options);
}

/** All events of a task's stream, the internal ones too. */
export function storyOf(service: TestApp, taskId: string): Promise<RecordedEvent[]> {
  return service.app.get(EventLog, { strict: false }).ofStream(`task:${taskId}`, 0, 1_000, true);
}
