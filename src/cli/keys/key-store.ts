import { CreateKey, CreateKeyHandler, type KeyWithSecret, type NewKey } from '../../access/commands/create-key.js';
import { RevokeKey, RevokeKeyHandler } from '../../access/commands/revoke-key.js';
import type { KeyState } from '../../access/domain/key-state.js';
import { keyStream } from '../../access/domain/key-stream.js';
import { KeyReader } from '../../access/views/key-reader.js';
import { KeyUses } from '../../access/views/key-uses.js';
import { keyView } from '../../access/views/key-view.js';
import type { ShownKey } from '../../access/views/shown-key.js';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import { Lane } from '../../ledger/lane/lane.js';
import { StreamRegistry } from '../../ledger/registry.js';
import { readSettings } from '../../platform/configuration/settings.js';
import { openDatabaseForCommand } from '../../platform/postgres/command-database.js';
import { workspaceStream } from '../../sessions/domain/workspace-stream.js';
import { WorkspaceLookups } from '../../sessions/lookups/workspace-lookups.js';

const PAGE = 500;

/** The keys of the ledger, changed by the same commands and through the same lane as over HTTP. */
export interface KeyStore {
  create(key: NewKey): Promise<KeyWithSecret>;
  revoke(id: string): Promise<KeyState>;
  /** All of them, newest first. */
  list(): Promise<ShownKey[]>;
}

/** Opens the database of the settings for the time of `work`; a running service hears at once of what is done. */
export async function withKeyStore(work: (store: KeyStore) => Promise<void>): Promise<void> {
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const database = await openDatabaseForCommand(readSettings(process.env), 'keys', { log });
  const workspaces = new WorkspaceLookups();
  const lane = new Lane(registryOf(workspaces), { url: database.url });
  const reader = new KeyReader(database.dataSource, new KeyUses(database.dataSource));
  const creating = new CreateKeyHandler(lane, workspaces);
  const revoking = new RevokeKeyHandler(lane);
  try {
    await work({
      create: async (key) => (await creating.execute(new CreateKey(key, contextOf('keys.create')))).result,
      revoke: async (id) => (await revoking.execute(new RevokeKey(id, contextOf('keys.revoke')))).result,
      list: () => allOf(reader),
    });
  } finally {
    await lane.close();
    await database.close();
  }
}

function registryOf(workspaces: WorkspaceLookups): StreamRegistry {
  const registry = new StreamRegistry();
  registry.register(keyStream);
  registry.view(keyView);
  registry.register(workspaceStream);
  registry.index(workspaces);
  return registry;
}

function contextOf(action: string): CommandContext {
  return {
    actor: { kind: 'human', ref: 'local-user' },
    origin: { kind: 'cli', ref: action },
    correlationId: newId('cli'),
  };
}

async function allOf(reader: KeyReader): Promise<ShownKey[]> {
  const keys: ShownKey[] = [];
  for (;;) {
    const last = keys.at(-1);
    const page = await reader.list(PAGE, last && [last.created_at, last.id]);
    keys.push(...page);
    if (page.length < PAGE) return keys;
  }
}
