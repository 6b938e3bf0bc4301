import { Controller, Delete, Get, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, QueryInput, RequestBody } from '../../http/parsing/input.decorators.js';
import type { CommandContext } from '../../ledger/event.js';
import type { KeyWithSecret } from '../commands/create-key.js';
import { RevokeKey } from '../commands/revoke-key.js';
import { RotateKey } from '../commands/rotate-key.js';
import { GetKey, ListKeys } from '../views/key-queries.js';
import { KnownKeys } from '../views/known-keys.js';
import { showKey } from '../views/shown-key.js';
import { CreateKeyBody, ListKeysQuery, RotateKeyBody } from './key-bodies.js';
import { ApiKey, ApiKeyWithSecret } from './key-schema.js';
import { NewKeys } from './new-keys.js';

/** API keys (`registries.md` 5). An admin whose own key is bound to a workspace has those of that workspace. */
@Controller('api/keys')
export class KeysController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly newKeys: NewKeys,
    private readonly known: KnownKeys,
  ) {}

  @Post()
  @Operation({
    id: 'createKey',
    action: 'keys.create',
    summary: 'Create an API key; its secret is shown this once',
    right: 'admin',
    bound: 'filtered',
    validationStatus: 422,
    body: { type: CreateKeyBody, required: true },
    success: { status: 201, type: { key: ApiKeyWithSecret } },
    failures: [404, 422, 500, 503],
  })
  async create(
    @RequestBody() body: CreateKeyBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ key: ApiKeyWithSecret }> {
    const { result, position } = await this.newKeys.create(body, caller, context);
    reply.at(position);
    return { key: withSecret(result) };
  }

  @Get()
  @Operation({
    id: 'listKeys',
    action: 'keys.list',
    summary: 'List API keys, newest first',
    right: 'admin',
    reads: true,
    bound: 'filtered',
    validationStatus: 422,
    query: ListKeysQuery,
    success: { status: 200, type: { keys: [ApiKey] } },
    failures: [422, 500, 503],
  })
  async list(
    @QueryInput() query: ListKeysQuery,
    @CurrentCaller() caller: Caller,
    @Reply() reply: Answer,
  ): Promise<{ keys: ApiKey[] }> {
    const { rows, next } = await this.queries.execute(new ListKeys(query, caller.principal.workspaceId));
    if (next !== undefined) reply.header('x-next-cursor', next);
    return { keys: [...rows] };
  }

  @Get(':id')
  @Operation({
    id: 'getKey',
    action: 'keys.get',
    summary: 'Get one API key',
    right: 'admin',
    reads: true,
    validationStatus: 422,
    success: { status: 200, type: { key: ApiKey } },
    failures: [404, 422, 500, 503],
  })
  async get(@PathId('id', 'Key id', 'key') id: string): Promise<{ key: ApiKey }> {
    return { key: await this.queries.execute(new GetKey(id)) };
  }

  @Post(':id/rotate')
  @Operation({
    id: 'rotateKey',
    action: 'keys.rotate',
    summary: 'Give an API key a new secret; it is shown this once',
    right: 'admin',
    validationStatus: 422,
    body: { type: RotateKeyBody, required: false },
    success: { status: 200, type: { key: ApiKeyWithSecret } },
    failures: [404, 409, 422, 500, 503],
  })
  async rotate(
    @PathId('id', 'Key id', 'key') id: string,
    @RequestBody() { grace_seconds = 0 }: RotateKeyBody,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ key: ApiKeyWithSecret }> {
    const { result, position } = await this.commands.execute(new RotateKey(id, grace_seconds, context));
    await this.known.heard(position);
    reply.at(position);
    return { key: withSecret(result) };
  }

  @Delete(':id')
  @Operation({
    id: 'deleteKey',
    action: 'keys.delete',
    summary: 'Revoke an API key, at once and for good',
    right: 'admin',
    validationStatus: 422,
    success: { status: 204, description: 'Revoked, now or before' },
    failures: [404, 422, 500, 503],
  })
  async delete(
    @PathId('id', 'Key id', 'key') id: string,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<void> {
    const { position } = await this.commands.execute(new RevokeKey(id, context));
    await this.known.heard(position);
    reply.at(position);
  }
}

function withSecret({ key, secret }: KeyWithSecret): ApiKeyWithSecret {
  return { ...showKey(key), secret };
}
