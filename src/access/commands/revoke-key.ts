import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { revokeKey } from '../domain/decide/revoke-key.js';
import type { KeyState } from '../domain/key-state.js';
import { keyStream } from '../domain/key-stream.js';

/** Ends a key for good; a second time does nothing and is no failure. Refused: `key_not_found`. */
export class RevokeKey extends Command<Committed<KeyState>> {
  constructor(
    readonly id: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RevokeKey)
export class RevokeKeyHandler implements ICommandHandler<RevokeKey> {
  constructor(private readonly lane: Lane) {}

  execute({ id, context }: RevokeKey): Promise<Committed<KeyState>> {
    return this.lane.execute<KeyState>({
      name: 'revoke_key',
      context,
      prepare: async (unit) => {
        await unit.load(keyStream, id);
      },
      execute: async (unit) => {
        const decision = revokeKey(await unit.load(keyStream, id), { id });
        const key = unit.append(keyStream, id, decision);
        if (key === null) throw new Error(`key ${id} has no state after it was revoked`);
        return key;
      },
    });
  }
}
