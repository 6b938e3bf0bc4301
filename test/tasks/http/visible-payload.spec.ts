import type { JsonObject } from '../../../src/ledger/event.js';
import { visibleEdges } from '../../../src/tasks/http/present/present-task.js';
import { visiblePayload } from '../../../src/tasks/http/present/visible-payload.js';
import { taskPayloads } from '../../../src/tasks/domain/task-payloads.js';
import type { DependencyView } from '../../../src/tasks/views/task-reader.js';

const bound = { workspaceId: 'ws-1' };

/** The payload of an event about an edge to a task of this workspace; of a global one without. */
function shown(workspaceId: string | undefined, visibility: { readonly workspaceId?: string }): JsonObject | undefined {
  const named = { depends_on_task_id: 'task-0', kind: 'blocks', task_status: 'ready' } as const;
  const data = workspaceId === undefined ? named : { ...named, depends_on_workspace_id: workspaceId };
  return visiblePayload({ data }, taskPayloads.dependencyRemoved(data), visibility);
}

describe('an edge to a task that the caller may not know of', () => {
  it.each([
    ['ws-1', bound, true],
    ['ws-2', bound, false],
    [undefined, bound, false],
    ['ws-2', {}, true],
    [undefined, {}, true],
  ] as const)('of workspace %s, by a caller bound to %p: told %p', (workspaceId, visibility, told) => {
    const payload = { kind: 'blocks', status: 'ready' };
    expect(shown(workspaceId, visibility)).toEqual(told ? { ...payload, depends_on_task_id: 'task-0' } : payload);
    const edge = { depends_on: { workspace_id: workspaceId ?? null } } as DependencyView;
    expect(visibleEdges([edge], visibility)).toEqual(told ? [edge] : []);
  });

  it('is all that is kept back', () => {
    const payload = { workspace_id: 'ws-2' };
    expect(visiblePayload({ data: {} }, payload, bound)).toBe(payload);
    expect(visiblePayload({ data: null }, undefined, bound)).toBeUndefined();
    expect(visibleEdges(undefined, bound)).toEqual([]);
  });
});
