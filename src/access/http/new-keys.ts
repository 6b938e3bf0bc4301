import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Caller } from '../../http/identity/caller.js';
import { ResourceScopes } from '../../http/identity/resource-scopes.js';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Rejection } from '../../ledger/rejection.js';
import { CreateKey, type KeyWithSecret, newKeyId } from '../commands/create-key.js';
import { WebhookSecrets } from '../views/webhook-secrets.js';
import type { CreateKeyBody } from './key-bodies.js';

/** Makes keys together with what is kept beside them and must not go into the log. */
@Injectable()
export class NewKeys {
  constructor(
    private readonly commands: CommandBus,
    private readonly webhookSecrets: WebhookSecrets,
    private readonly scopes: ResourceScopes,
  ) {}

  /** Refused: as `CreateKey`, and `permission_denied` for a bound caller that names no workspace. */
  async create(body: CreateKeyBody, caller: Caller, context: CommandContext): Promise<Committed<KeyWithSecret>> {
    const { webhook_secret, ...fields } = body;
    const within = caller.principal.workspaceId;
    if (within !== undefined && fields.workspace === undefined) {
      throw new Rejection('permission_denied', 'a key that is bound to a workspace must name it in workspace');
    }
    // Before the lane is asked, which answers sooner for what it remembers.
    if (fields.workspace !== undefined) await this.scopes.require(caller, 'workspace', fields.workspace);
    const id = newKeyId();
    const command = new CreateKey({ ...fields, id, within }, context);
    return webhook_secret === undefined
      ? this.commands.execute(command)
      : this.withWebhookSecret(id, webhook_secret, command);
  }

  /** The secret first: a key that was answered has it, whatever happens; one without a key harms nobody. */
  private async withWebhookSecret(id: string, secret: string, command: CreateKey): Promise<Committed<KeyWithSecret>> {
    await this.webhookSecrets.keep(id, secret);
    try {
      return await this.commands.execute(command);
    } catch (error) {
      if (error instanceof Rejection) await this.webhookSecrets.forget(id);
      throw error;
    }
  }
}
