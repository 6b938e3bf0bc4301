import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { rotateKey } from '../domain/decide/rotate-key.js';
import { keyStream } from '../domain/key-stream.js';
import type { KeyWithSecret } from './create-key.js';
import { hashOfSecret, newKeySecret } from './key-secret.js';

/**
 * Gives a key a new secret; the one before works on for the grace, in seconds. Refused: `key_not_found`,
 * `key_disabled`.
 */
export class RotateKey extends Command<Committed<KeyWithSecret>> {
  constructor(
    readonly id: string,
    readonly graceSeconds: number,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RotateKey)
export class RotateKeyHandler implements ICommandHandler<RotateKey> {
  constructor(private readonly lane: Lane) {}

  execute({ id, graceSeconds, context }: RotateKey): Promise<Committed<KeyWithSecret>> {
    const secret = newKeySecret();
    const command = { id, secret_hash: hashOfSecret(secret), grace_seconds: graceSeconds };
    return this.lane.execute<KeyWithSecret>({
      name: 'rotate_key',
      context,
      prepare: async (unit) => {
        await unit.load(keyStream, id);
      },
      execute: async (unit) => {
        const decision = rotateKey(await unit.load(keyStream, id), command, { now: unit.now });
        const key = unit.append(keyStream, id, decision);
        if (key === null) throw new Error(`key ${id} has no state after its rotation`);
        return { key, secret };
      },
    });
  }
}
