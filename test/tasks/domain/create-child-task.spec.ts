import { Rejection } from '../../../src/ledger/rejection.js';
import {
  type ChildCreation,
  type ChildFacts,
  createChildTask,
  type CreateChildTask,
} from '../../../src/tasks/domain/decide/create-child-task.js';
import type { TaskCreated } from '../../../src/tasks/domain/task-events.js';
import type { TaskState } from '../../../src/tasks/domain/task-state.js';
import { TASK_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import {
  childCreated,
  created,
  deleted,
  paused,
  pauseInherited,
  task,
  TASK,
  taskState,
} from '../support/task-histories.js';

const CHILD = 'task-2';
const facts: ChildFacts = { number: 1, parent_depth: 1 };
const bare: CreateChildTask = {
  id: CHILD,
  uuid: '0b9f2d4e-6a3b-4e8c-9a42-3f1f3c1c0002',
  parent_task_id: TASK,
  scope: 'global',
  title: 'A part of it',
  priority: 'low',
  max_attempts: 1,
  auto_enqueue_on_ready: false,
  draft: false,
  approval_policy: 'none',
};
const inWorkspace = { scope: 'workspace', workspace_id: 'ws-1' } as const;

function create(parent: TaskState, more: Partial<CreateChildTask> = {}, known = facts): ChildCreation | Rejection {
  return createChildTask(parent, null, { ...bare, ...more }, known);
}

/** The events of a creation that must be allowed. */
function made(...[parent, more]: Parameters<typeof create>): ChildCreation {
  const creation = create(parent, more);
  if (creation instanceof Rejection) throw creation;
  return creation;
}

function refusal(...parameters: Parameters<typeof create>): string | undefined {
  const creation = create(...parameters);
  return creation instanceof Rejection ? creation.code : undefined;
}

describe('creating a child', () => {
  it('is an event on each of the two streams, and inherits nothing', () => {
    const { draft: _draft, ...fields } = bare;
    const parent = taskState(
      created({ priority: 'urgent', network_channel: 'build', owner: { kind: 'human', ref: 'ann' } }),
    );
    expect(create(parent)).toStrictEqual({
      child: [created(fields as Partial<TaskCreated>)],
      parent: [childCreated()],
    });
  });

  it('counts on the parent, whose status and updated_at stay', () => {
    const parent = task(created())
      .when(() => made(taskState(created())).parent)
      .then(childCreated()).state;
    expect(parent).toMatchObject({ child_count: 1, status: 'ready', updated_at: taskState(created()).updated_at });
    expect(parent).toMatchObject({ latest_event_seq: 2 });
  });

  it.each(TASK_STATUSES)('is allowed below a %s parent', (status) => {
    expect(refusal({ ...taskState(created()), status })).toBeUndefined();
  });

  it.each([
    ['of a paused parent', [paused()], TASK],
    ['below another paused task', [pauseInherited('task-0')], 'task-0'],
    ['of a paused parent below another', [pauseInherited('task-0'), paused()], TASK],
  ] as const)('%s inherits the nearest pause', (_words, history, from) => {
    const { child } = made(taskState(created(), ...history));
    expect(child[0]?.data).toMatchObject({ pause_inherited_from: from });
  });
});

describe('scope and workspace of a child', () => {
  const ofWorkspace = taskState(created(inWorkspace));

  it('are free below a global task', () => {
    const { parent } = made(taskState(created()), inWorkspace);
    expect(parent).toEqual([childCreated({ child_scope: 'workspace', child_workspace_id: 'ws-1' })]);
  });

  it.each([
    ['the same workspace', inWorkspace, undefined],
    ['no workspace', { scope: 'global' }, 'invalid_scope_binding'],
    ['another workspace', { scope: 'workspace', workspace_id: 'ws-2' }, 'invalid_scope_binding'],
  ] as const)('below a task of a workspace: %s', (_words, more, code) => {
    expect(refusal(ofWorkspace, more)).toBe(code);
  });
});

describe('a child is refused', () => {
  const full: TaskState = { ...taskState(created(inWorkspace)), child_count: 64 };
  const deep: ChildFacts = { ...facts, parent_depth: 8 };

  it('for its scope, the 65th of its kind, on the 9th level, for its id: in this order', () => {
    const taken = task(created()).state;
    const deleteds = task(created(), deleted()).state;
    expect(refusal(full, {}, deep)).toBe('invalid_scope_binding');
    expect(refusal(full, inWorkspace, deep)).toBe('too_many_children');
    expect(refusal({ ...full, child_count: 63 }, inWorkspace, deep)).toBe('hierarchy_too_deep');
    for (const child of [taken, deleteds]) {
      expect(createChildTask(taskState(created()), child, bare, deep)).toMatchObject({ code: 'hierarchy_too_deep' });
      expect(createChildTask(taskState(created()), child, bare, facts)).toMatchObject({ code: 'duplicate_task_id' });
    }
  });

  it('not as the 64th, nor on the 8th level', () => {
    expect(refusal({ ...full, child_count: 63 }, inWorkspace, { ...facts, parent_depth: 7 })).toBeUndefined();
  });
});
