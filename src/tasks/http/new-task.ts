import type { NewTask } from '../commands/create-task.js';
import type { PatchRequest } from '../commands/update-task.js';
import type { CreateTaskBody, OwnerBody, UpdateTaskBody } from './task-bodies.js';

/** The task a body asks for, with the defaults of `tasks.md` 6.2. Absent members stay absent. */
export function newTask(body: CreateTaskBody, workspaceId: string | undefined): NewTask {
  const { workspace: _workspace, owner, ...fields } = body;
  return present({
    ...fields,
    workspace_id: workspaceId,
    priority: body.priority ?? 'medium',
    max_attempts: body.max_attempts ?? 3,
    auto_enqueue_on_ready: body.auto_enqueue_on_ready ?? false,
    draft: body.draft ?? false,
    approval_policy: body.approval_policy ?? 'none',
    owner: plainOwner(owner),
  });
}

/** What a body says of a task that is there (`tasks.md` 6.4). */
export function taskPatch({ owner, ...fields }: UpdateTaskBody): PatchRequest['patch'] {
  return present({ ...fields, owner: plainOwner(owner) });
}

function plainOwner(owner: OwnerBody | undefined): NewTask['owner'] {
  return owner && { kind: owner.kind, ref: owner.ref };
}

/** Events and states hold no key without a value. */
export function present<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}
