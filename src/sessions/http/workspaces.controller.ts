import { Controller, Delete, Get, Patch, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, QueryInput, RequestBody } from '../../http/parsing/input.decorators.js';
import type { CommandContext } from '../../ledger/event.js';
import { Rejection } from '../../ledger/rejection.js';
import { CreateWorkspace } from '../commands/create-workspace.js';
import { DeleteWorkspace } from '../commands/delete-workspace.js';
import { UpdateWorkspace } from '../commands/update-workspace.js';
import { showWorkspace } from '../views/shown-workspace.js';
import { GetWorkspace, ListWorkspaces } from '../views/workspace-queries.js';
import { CreateWorkspaceBody, ListWorkspacesQuery, UpdateWorkspaceBody } from './workspace-bodies.js';
import { Workspace } from './workspace-schema.js';

/** Workspaces (`registries.md` 1). */
@Controller('api/workspaces')
export class WorkspacesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @Operation({
    id: 'createWorkspace',
    action: 'workspaces.create',
    summary: 'Create a workspace',
    right: 'write',
    bound: 'refused',
    validationStatus: 422,
    body: { type: CreateWorkspaceBody, required: true },
    success: { status: 201, type: { workspace: Workspace } },
    failures: [409, 422, 500, 503],
  })
  async create(
    @RequestBody() body: CreateWorkspaceBody,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ workspace: Workspace }> {
    const { result, position } = await this.commands.execute(new CreateWorkspace(body, context));
    reply.at(position);
    return { workspace: showWorkspace(result) };
  }

  @Get()
  @Operation({
    id: 'listWorkspaces',
    action: 'workspaces.list',
    summary: 'List workspaces by name',
    right: 'read',
    bound: 'filtered',
    validationStatus: 422,
    query: ListWorkspacesQuery,
    success: { status: 200, type: { workspaces: [Workspace] } },
    failures: [422, 500, 503],
  })
  async list(
    @QueryInput() query: ListWorkspacesQuery,
    @CurrentCaller() caller: Caller,
    @Reply() reply: Answer,
  ): Promise<{ workspaces: Workspace[] }> {
    const { rows, next } = await this.queries.execute(new ListWorkspaces(query, caller.principal.workspaceId));
    if (next !== undefined) reply.header('x-next-cursor', next);
    return { workspaces: [...rows] };
  }

  @Get(':ref')
  @Operation({
    id: 'getWorkspace',
    action: 'workspaces.get',
    summary: 'Get one workspace by id, name or path',
    right: 'read',
    validationStatus: 422,
    success: { status: 200, type: { workspace: Workspace } },
    failures: [404, 422, 500, 503],
  })
  async get(
    @PathId('ref', 'Workspace id, name or path', 'workspace') reference: string,
  ): Promise<{ workspace: Workspace }> {
    return { workspace: await this.queries.execute(new GetWorkspace(reference)) };
  }

  @Patch(':id')
  @Operation({
    id: 'updateWorkspace',
    action: 'workspaces.update',
    summary: 'Change name or path of a workspace; a blank path takes it away',
    right: 'write',
    validationStatus: 422,
    body: { type: UpdateWorkspaceBody, required: true },
    success: { status: 200, type: { workspace: Workspace } },
    failures: [404, 409, 422, 500, 503],
  })
  async update(
    @PathId('id', 'Workspace id', 'workspace') id: string,
    @RequestBody() { name, path }: UpdateWorkspaceBody,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ workspace: Workspace }> {
    if (name === undefined && path === undefined) {
      throw new Rejection('validation_failed', 'update_workspace must have name or path');
    }
    const change = { id, name, path: path === '' ? null : path };
    const { result, position } = await this.commands.execute(new UpdateWorkspace(change, context));
    reply.at(position);
    return { workspace: showWorkspace(result) };
  }

  @Delete(':id')
  @Operation({
    id: 'deleteWorkspace',
    action: 'workspaces.delete',
    summary: 'Delete a workspace that holds no tasks',
    right: 'write',
    validationStatus: 422,
    success: { status: 204, description: 'Deleted' },
    failures: [404, 409, 422, 500, 503],
  })
  async delete(
    @PathId('id', 'Workspace id', 'workspace') id: string,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<void> {
    const { position } = await this.commands.execute(new DeleteWorkspace(id, context));
    reply.at(position);
  }
}
