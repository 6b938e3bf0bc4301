import { createWorkspace } from '../../../src/sessions/domain/decide/create-workspace.js';
import { deleteWorkspace } from '../../../src/sessions/domain/decide/delete-workspace.js';
import { updateWorkspace } from '../../../src/sessions/domain/decide/update-workspace.js';
import type { WorkspaceEvent } from '../../../src/sessions/domain/workspace-events.js';
import { workspaceNameKey } from '../../../src/sessions/domain/workspace-state.js';
import { workspaceStream } from '../../../src/sessions/domain/workspace-stream.js';
import { given, timeOf } from '../support/history.js';

const created: WorkspaceEvent = { type: 'workspace.created', data: { id: 'ws-1', name: 'Main', path: '/srv/main' } };
const deleted: WorkspaceEvent = { type: 'workspace.deleted', data: { id: 'ws-1' } };
const free = {};

describe('creating a workspace', () => {
  it('records it', () => {
    expect(createWorkspace(null, { id: 'ws-1', name: 'Main', path: '/srv/main' }, free)).toEqual([created]);
    expect(createWorkspace(null, { id: 'ws-1', name: 'Main', path: undefined }, free)).toEqual([
      { type: 'workspace.created', data: { id: 'ws-1', name: 'Main' } },
    ]);
    expect(given(workspaceStream, created)).toEqual({
      id: 'ws-1',
      name: 'Main',
      path: '/srv/main',
      created_at: timeOf(0),
      updated_at: timeOf(0),
    });
  });

  it.each([[[created]], [[created, deleted]]])('is refused for an id that was ever used', (history) => {
    const state = given(workspaceStream, ...history);
    expect(createWorkspace(state, { id: 'ws-1', name: 'Other' }, free)).toMatchObject({ code: 'duplicate_workspace' });
  });

  it.each([{ name_owner: 'ws-2' }, { path_owner: 'ws-2' }])('is refused where %j', (facts) => {
    expect(createWorkspace(null, { id: 'ws-1', name: 'Main', path: '/srv/main' }, facts)).toMatchObject({
      code: 'duplicate_workspace',
    });
  });
});

describe('updating a workspace', () => {
  const workspace = given(workspaceStream, created);

  it('records what changes and nothing else', () => {
    expect(updateWorkspace(workspace, { id: 'ws-1', name: 'Next', path: '/srv/main' }, free)).toEqual([
      { type: 'workspace.updated', data: { id: 'ws-1', name: 'Next' } },
    ]);
    expect(updateWorkspace(workspace, { id: 'ws-1', path: null }, free)).toEqual([
      { type: 'workspace.updated', data: { id: 'ws-1', path: null } },
    ]);
  });

  it('records nothing where all stays as it is', () => {
    expect(updateWorkspace(workspace, { id: 'ws-1', name: 'Main', path: '/srv/main' }, free)).toEqual([]);
    const pathless = given(workspaceStream, created, { type: 'workspace.updated', data: { id: 'ws-1', path: null } });
    expect(updateWorkspace(pathless, { id: 'ws-1', path: null }, free)).toEqual([]);
  });

  it('moves the time of its last change', () => {
    const next = given(workspaceStream, created, { type: 'workspace.updated', data: { id: 'ws-1', path: null } });
    expect(next).toEqual({ id: 'ws-1', name: 'Main', created_at: timeOf(0), updated_at: timeOf(1) });
  });

  it('lets a workspace keep its own name in another case', () => {
    expect(updateWorkspace(workspace, { id: 'ws-1', name: 'MAIN' }, { name_owner: 'ws-1' })).toEqual([
      { type: 'workspace.updated', data: { id: 'ws-1', name: 'MAIN' } },
    ]);
  });

  it.each([
    [{ id: 'ws-1', name: 'Taken' }, { name_owner: 'ws-2' }],
    [{ id: 'ws-1', path: '/taken' }, { path_owner: 'ws-2' }],
  ])('is refused for %j where %j', (change, facts) => {
    expect(updateWorkspace(workspace, change, facts)).toMatchObject({ code: 'duplicate_workspace' });
  });

  it.each([[[]], [[created, deleted]]])('is refused where there is none', (history: WorkspaceEvent[]) => {
    expect(updateWorkspace(given(workspaceStream, ...history), { id: 'ws-1', name: 'Next' }, free)).toMatchObject({
      code: 'workspace_not_found',
    });
  });
});

describe('deleting a workspace', () => {
  it('records it and keeps the id', () => {
    expect(deleteWorkspace(given(workspaceStream, created), { id: 'ws-1' }, { tasks: 0 })).toEqual([deleted]);
    expect(given(workspaceStream, created, deleted)).toMatchObject({ id: 'ws-1', deleted_at: timeOf(1) });
  });

  it('is refused while it holds tasks', () => {
    const refusal = deleteWorkspace(given(workspaceStream, created), { id: 'ws-1' }, { tasks: 1 });
    expect(refusal).toMatchObject({ code: 'workspace_not_empty', message: 'workspace ws-1 holds 1 task' });
  });

  it.each([[[]], [[created, deleted]]])('is refused where there is none', (history: WorkspaceEvent[]) => {
    expect(deleteWorkspace(given(workspaceStream, ...history), { id: 'ws-1' }, { tasks: 0 })).toMatchObject({
      code: 'workspace_not_found',
    });
  });
});

describe('names of workspaces', () => {
  it.each([
    ['Main', 'mAIN'],
    ['Straße', 'STRASSE'],
    ['Ärger', 'A\u0308RGER'],
    ['ΟΔΟΣ', 'οδος'],
  ])('%s and %s are one', (one, other) => {
    expect(workspaceNameKey(one)).toBe(workspaceNameKey(other));
  });

  it('differ where more than case differs', () => {
    expect(workspaceNameKey('main')).not.toBe(workspaceNameKey('mains'));
  });
});

it('an event that cannot follow is a corrupt stream', () => {
  expect(() => given(workspaceStream, deleted)).toThrow('never created');
});
