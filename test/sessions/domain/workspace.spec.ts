import { createWorkspace, type WorkspaceOwners } from '../../../src/sessions/domain/decide/create-workspace.js';
import { deleteWorkspace } from '../../../src/sessions/domain/decide/delete-workspace.js';
import { updateWorkspace } from '../../../src/sessions/domain/decide/update-workspace.js';
import type {
  WorkspaceCreated,
  WorkspaceEvent,
  WorkspaceUpdated,
} from '../../../src/sessions/domain/workspace-events.js';
import { workspaceNameKey, type WorkspaceStream } from '../../../src/sessions/domain/workspace-state.js';
import { workspaceStream } from '../../../src/sessions/domain/workspace-stream.js';
import { given, nothing, rejects, timeOf } from '../../support/given-when-then.js';

const main = { id: 'ws-1', name: 'Main', path: '/srv/main' };
const created: WorkspaceEvent = { type: 'workspace.created', data: main };
const pathless: WorkspaceEvent = { type: 'workspace.updated', data: { id: 'ws-1', path: null } };
const deleted: WorkspaceEvent = { type: 'workspace.deleted', data: { id: 'ws-1' } };

const aWorkspace = (...history: readonly WorkspaceEvent[]) =>
  given<WorkspaceStream, WorkspaceEvent>(workspaceStream, ...history);
const create =
  (wanted: WorkspaceCreated, owners: WorkspaceOwners = {}) =>
  (workspace: WorkspaceStream) =>
    createWorkspace(workspace, wanted, owners);
const update =
  (change: Omit<WorkspaceUpdated, 'id'>, owners: WorkspaceOwners = {}) =>
  (workspace: WorkspaceStream) =>
    updateWorkspace(workspace, { id: 'ws-1', ...change }, owners);
const remove =
  (tasks = 0) =>
  (workspace: WorkspaceStream) =>
    deleteWorkspace(workspace, { id: 'ws-1' }, { tasks });

describe('creating a workspace', () => {
  it('records it', () => {
    const after = aWorkspace().when(create(main)).then(created);
    expect(after.state).toStrictEqual({ ...main, created_at: timeOf(0), updated_at: timeOf(0) });
  });

  it('needs no path', () => {
    aWorkspace()
      .when(create({ ...main, path: undefined }))
      .then({ type: 'workspace.created', data: { id: 'ws-1', name: 'Main' } });
  });

  it.each([[[created]], [[created, deleted]]])('is refused for an id that was ever used', (history) => {
    aWorkspace(...history)
      .when(create({ id: 'ws-1', name: 'Other' }))
      .then(rejects('duplicate_workspace'));
  });

  it.each([{ name_owner: 'ws-2' }, { path_owner: 'ws-2' }])('is refused where %j', (owners) => {
    aWorkspace().when(create(main, owners)).then(rejects('duplicate_workspace'));
  });
});

describe('updating a workspace', () => {
  it('records what changes and nothing else', () => {
    aWorkspace(created)
      .when(update({ name: 'Next', path: '/srv/main' }))
      .then({ type: 'workspace.updated', data: { id: 'ws-1', name: 'Next' } });
    aWorkspace(created)
      .when(update({ path: null }))
      .then(pathless);
  });

  it('records nothing where all stays as it is', () => {
    aWorkspace(created)
      .when(update({ name: 'Main', path: '/srv/main' }))
      .then(nothing);
    aWorkspace(created, pathless)
      .when(update({ path: null }))
      .then(nothing);
  });

  it('moves the time of its last change', () => {
    const { state } = aWorkspace(created, pathless);
    expect(state).toStrictEqual({ id: 'ws-1', name: 'Main', created_at: timeOf(0), updated_at: timeOf(1) });
  });

  it('lets a workspace have its own name in another case', () => {
    aWorkspace(created)
      .when(update({ name: 'MAIN' }, { name_owner: 'ws-1' }))
      .then({ type: 'workspace.updated', data: { id: 'ws-1', name: 'MAIN' } });
  });

  it.each([
    [{ name: 'Taken' }, { name_owner: 'ws-2' }],
    [{ path: '/taken' }, { path_owner: 'ws-2' }],
  ])('is refused for %j where %j', (change, owners) => {
    aWorkspace(created).when(update(change, owners)).then(rejects('duplicate_workspace'));
  });

  it.each<[WorkspaceEvent[]]>([[[]], [[created, deleted]]])('is refused where there is none', (history) => {
    aWorkspace(...history)
      .when(update({ name: 'Next' }))
      .then(rejects('workspace_not_found'));
  });
});

describe('deleting a workspace', () => {
  it('records it and keeps the id', () => {
    const after = aWorkspace(created).when(remove()).then(deleted);
    expect(after.state).toMatchObject({ id: 'ws-1', deleted_at: timeOf(1) });
  });

  it('is refused while it holds tasks', () => {
    aWorkspace(created).when(remove(1)).then(rejects('workspace_not_empty'));
  });

  it.each<[WorkspaceEvent[]]>([[[]], [[created, deleted]]])('is refused where there is none', (history) => {
    aWorkspace(...history)
      .when(remove())
      .then(rejects('workspace_not_found'));
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
  expect(() => aWorkspace(deleted).state).toThrow('never created');
});
