import type { JsonObject } from '../../ledger/event.js';
import type { NewWebTask } from '../../tasks/commands/create-web-task.js';
import type { CreateWebTaskBody } from './web-task-bodies.js';

/** The task that a body asks for. Absent members stay absent: what is not said is not stored. */
export function newWebTask(body: CreateWebTaskBody, workspaceId: string | undefined): NewWebTask {
  const { display_name, task, required_secrets, creation_secrets, ...web } = body;
  return {
    title: display_name,
    description: task,
    ...(workspaceId === undefined ? {} : { workspace_id: workspaceId }),
    web_task: said({
      ...web,
      creation_auto_generate_schemas: web.creation_auto_generate_schemas ?? true,
      required_secrets: required_secrets?.map(({ name, type = 'login', requires_totp = false }) => {
        return { name, type, requires_totp };
      }),
      creation_secrets: creation_secrets?.map(({ secret_uuid, description = '' }) => ({ secret_uuid, description })),
    }),
  };
}

function said(members: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
