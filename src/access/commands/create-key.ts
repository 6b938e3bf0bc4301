import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { WorkspaceLookups } from '../../sessions/lookups/workspace-lookups.js';
import { createKey } from '../domain/decide/create-key.js';
import type { KeyCreated } from '../domain/key-events.js';
import type { KeyState } from '../domain/key-state.js';
import { keyStream } from '../domain/key-stream.js';
import type { Front, Role } from '../domain/vocabulary.js';
import { hashOfSecret, newKeySecret } from './key-secret.js';

/** A key to be (`registries.md` 5). */
export interface NewKey {
  /** Drawn when not given. */
  readonly id?: string;
  readonly label: string;
  readonly role: Role;
  /** Whom the key stands for; the label when not given. */
  readonly principal_ref?: string;
  /** Id, name or path of the one workspace that the key sees. */
  readonly workspace?: string;
  readonly fronts?: readonly Front[];
  readonly expires_at?: string;
  /** The workspace of whoever creates it, when that is bound to one: others are not found. */
  readonly within?: string;
}

/** A key with its secret, which nobody can read again. */
export interface KeyWithSecret {
  readonly key: KeyState;
  readonly secret: string;
}

/** The id of a key to be, for what is kept beside it. */
export function newKeyId(): string {
  return newId('key');
}

/** Creates a key with a new secret. Refused: `workspace_not_found`, `validation_failed` for an end in the past. */
export class CreateKey extends Command<Committed<KeyWithSecret>> {
  constructor(
    readonly key: NewKey,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CreateKey)
export class CreateKeyHandler implements ICommandHandler<CreateKey> {
  constructor(
    private readonly lane: Lane,
    private readonly workspaces: WorkspaceLookups,
  ) {}

  execute({ key, context }: CreateKey): Promise<Committed<KeyWithSecret>> {
    const { id = newKeyId(), workspace, within } = key;
    const secret = newKeySecret();
    return this.lane.execute<KeyWithSecret>({
      name: 'create_key',
      context,
      prepare: async (unit) => {
        if (workspace !== undefined) await this.workspaces.resolve(unit, workspace);
      },
      execute: async (unit) => {
        const found = workspace === undefined ? undefined : await this.workspaces.require(unit, workspace, within);
        unit.fresh(keyStream, id);
        const decision = createKey(created({ ...key, id }, found?.id, hashOfSecret(secret)), { now: unit.now });
        const state = unit.append(keyStream, id, decision);
        if (state === null) throw new Error(`key ${id} has no state after its creation`);
        return { key: state, secret };
      },
    });
  }
}

function created(key: NewKey & { readonly id: string }, workspaceId: string | undefined, hash: string): KeyCreated {
  const { id, label, role, principal_ref = label, fronts, expires_at } = key;
  return {
    id,
    label,
    role,
    principal_ref,
    secret_hash: hash,
    ...(workspaceId === undefined ? {} : { workspace_id: workspaceId }),
    ...(fronts === undefined || fronts.length === 0 ? {} : { fronts }),
    ...(expires_at === undefined ? {} : { expires_at }),
  };
}
