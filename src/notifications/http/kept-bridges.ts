import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Rejection } from '../../ledger/rejection.js';
import { CreateBridge, newBridgeId } from '../commands/create-bridge.js';
import { DeleteBridge } from '../commands/delete-bridge.js';
import { UpdateBridge } from '../commands/update-bridge.js';
import type { BridgeCreated, BridgeUpdated } from '../domain/bridge-events.js';
import type { BridgeState } from '../domain/bridge-state.js';
import { BridgeSecrets } from '../views/bridge-secrets.js';

/**
 * Changes bridges together with what is kept beside them and must not go into the log. A secret is kept before the
 * command that puts it in force: a bridge that was answered has it, whatever happens; one that no bridge names signs
 * nothing.
 */
@Injectable()
export class KeptBridges {
  constructor(
    private readonly commands: CommandBus,
    private readonly secrets: BridgeSecrets,
  ) {}

  /** Refused: as `CreateBridge`. */
  create(
    fields: Omit<BridgeCreated, 'id' | 'secret_id'>,
    secret: string | undefined,
    context: CommandContext,
  ): Promise<Committed<BridgeState>> {
    const id = newBridgeId();
    return this.withSecret(id, secret, (secretId) => {
      const bridge = { ...fields, id, ...(secretId === undefined ? {} : { secret_id: secretId }) };
      return this.commands.execute(new CreateBridge(bridge, context));
    });
  }

  /** An empty secret takes away the one in force. Refused: as `UpdateBridge`. */
  async update(
    change: Omit<BridgeUpdated, 'secret_id'>,
    secret: string | undefined,
    context: CommandContext,
  ): Promise<Committed<BridgeState>> {
    const given = secret === '' ? undefined : secret;
    const { result, position } = await this.withSecret(change.id, given, (secretId) =>
      this.commands.execute(new UpdateBridge({ ...change, secret_id: secret === '' ? null : secretId }, context)),
    );
    if (result.replaced_secret_id !== undefined) await this.secrets.forget(result.replaced_secret_id);
    return { result: result.bridge, position };
  }

  /** Refused: as `DeleteBridge`. */
  async delete(id: string, context: CommandContext): Promise<Committed<undefined>> {
    const deleted = await this.commands.execute(new DeleteBridge(id, context));
    await this.secrets.forgetAll(id);
    return deleted;
  }

  private async withSecret<R>(
    bridgeId: string,
    secret: string | undefined,
    command: (secretId: string | undefined) => Promise<R>,
  ): Promise<R> {
    const secretId = secret === undefined ? undefined : await this.secrets.keep(bridgeId, secret);
    try {
      return await command(secretId);
    } catch (error) {
      if (secretId !== undefined && error instanceof Rejection) await this.secrets.forget(secretId);
      throw error;
    }
  }
}
