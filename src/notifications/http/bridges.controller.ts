import { Controller, Delete, Get, Patch, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, QueryInput, RequestBody } from '../../http/parsing/input.decorators.js';
import type { CommandContext } from '../../ledger/event.js';
import { Rejection } from '../../ledger/rejection.js';
import { WorkspaceScopes } from '../../tasks/http/workspace-scopes.js';
import { GetBridge, ListBridges } from '../views/bridge-queries.js';
import { showBridge } from '../views/shown-bridge.js';
import { CreateBridgeBody, ListBridgesQuery, UpdateBridgeBody } from './bridge-bodies.js';
import { Bridge } from './bridge-schema.js';
import { EndpointCheck } from './endpoint-check.js';
import { KeptBridges } from './kept-bridges.js';

/** Bridges, the places that notifications are sent to (`registries.md` 3). */
@Controller('api/bridges')
export class BridgesController {
  constructor(
    private readonly queries: QueryBus,
    private readonly bridges: KeptBridges,
    private readonly workspaces: WorkspaceScopes,
    private readonly endpoints: EndpointCheck,
  ) {}

  @Post()
  @Operation({
    id: 'createBridge',
    action: 'bridges.create',
    summary: 'Create a bridge',
    right: 'write',
    bound: 'filtered',
    validationStatus: 422,
    body: { type: CreateBridgeBody, required: true },
    success: { status: 201, type: { bridge: Bridge } },
    failures: [404, 409, 422, 500, 503],
  })
  async create(
    @RequestBody() body: CreateBridgeBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ bridge: Bridge }> {
    const { name, scope, endpoint_url, enabled = true, notification_suppress = false, secret } = body;
    this.requireEndpoint('create_bridge', endpoint_url);
    const workspaceId = await this.workspaces.ofNewTask('create_bridge', body, caller, 'bridge');
    const place = workspaceId === undefined ? { scope } : { scope, workspace_id: workspaceId };
    const fields = { name, ...place, endpoint_url, enabled, notification_suppress };
    const { result, position } = await this.bridges.create(fields, secret, context);
    reply.at(position);
    return { bridge: showBridge(result) };
  }

  @Get()
  @Operation({
    id: 'listBridges',
    action: 'bridges.list',
    summary: 'List bridges by name',
    right: 'read',
    bound: 'filtered',
    validationStatus: 422,
    query: ListBridgesQuery,
    success: { status: 200, type: { bridges: [Bridge] } },
    failures: [404, 422, 500, 503],
  })
  async list(
    @QueryInput() query: ListBridgesQuery,
    @CurrentCaller() caller: Caller,
    @Reply() reply: Answer,
  ): Promise<{ bridges: Bridge[] }> {
    const workspace_id = await this.workspaces.ofFilter(query, caller);
    const { scope, status, limit, cursor } = query;
    const wanted = { scope, status, limit, cursor, workspace_id };
    const { rows, next } = await this.queries.execute(new ListBridges(wanted));
    if (next !== undefined) reply.header('x-next-cursor', next);
    return { bridges: [...rows] };
  }

  @Get(':id')
  @Operation({
    id: 'getBridge',
    action: 'bridges.get',
    summary: 'Get one bridge',
    right: 'read',
    validationStatus: 422,
    success: { status: 200, type: { bridge: Bridge } },
    failures: [404, 422, 500, 503],
  })
  async get(@PathId('id', 'Bridge id', 'bridge') id: string): Promise<{ bridge: Bridge }> {
    return { bridge: await this.queries.execute(new GetBridge(id)) };
  }

  @Patch(':id')
  @Operation({
    id: 'updateBridge',
    action: 'bridges.update',
    summary: 'Change a bridge; one in error becomes ready again',
    right: 'write',
    validationStatus: 422,
    body: { type: UpdateBridgeBody, required: true },
    success: { status: 200, type: { bridge: Bridge } },
    failures: [404, 409, 422, 500, 503],
  })
  async update(
    @PathId('id', 'Bridge id', 'bridge') id: string,
    @RequestBody() { secret, ...change }: UpdateBridgeBody,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ bridge: Bridge }> {
    if (secret === undefined && Object.keys(change).length === 0) {
      throw new Rejection('validation_failed', 'update_bridge must have at least one field');
    }
    if (change.endpoint_url !== undefined) this.requireEndpoint('update_bridge', change.endpoint_url);
    const { result, position } = await this.bridges.update({ id, ...change }, secret, context);
    reply.at(position);
    return { bridge: showBridge(result) };
  }

  @Delete(':id')
  @Operation({
    id: 'deleteBridge',
    action: 'bridges.delete',
    summary: 'Delete a bridge that no subscription uses',
    right: 'write',
    validationStatus: 422,
    success: { status: 204, description: 'Deleted' },
    failures: [404, 409, 422, 500, 503],
  })
  async delete(
    @PathId('id', 'Bridge id', 'bridge') id: string,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<void> {
    const { position } = await this.bridges.delete(id, context);
    reply.at(position);
  }

  /** An address that may not be reached is refused at once; that of a name is seen at each attempt, and can change. */
  private requireEndpoint(field: string, url: string): void {
    const refusal = this.endpoints.refusalOf(url);
    if (refusal !== undefined) throw new Rejection('validation_failed', `${field}.endpoint_url: ${refusal}`);
  }
}
