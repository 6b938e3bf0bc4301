import { sees, type Visibility } from '../../../http/identity/visibility.js';
import type { JsonObject, RecordedEvent } from '../../../ledger/event.js';

/** An event's payload as far as the caller may know of the tasks that it names (`registries.md` 5). */
export function visiblePayload(
  { data }: Pick<RecordedEvent, 'data'>,
  payload: JsonObject | undefined,
  visibility: Visibility,
): JsonObject | undefined {
  if (payload?.depends_on_task_id === undefined || sees(visibility, workspaceOf(data))) return payload;
  const { depends_on_task_id: _hidden, ...known } = payload;
  return known;
}

function workspaceOf(data: JsonObject | null): string | undefined {
  const workspaceId = data?.depends_on_workspace_id;
  return typeof workspaceId === 'string' ? workspaceId : undefined;
}
