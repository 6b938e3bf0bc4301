import { showKey, type ShownKey } from '../../access/views/shown-key.js';
import type { KeyStore } from './key-store.js';
import type { KeysCommand } from './options.js';

/** Does what was asked. Standard output holds the result alone, so that it can be kept or piped on. */
export async function runKeysCommand(command: KeysCommand, store: KeyStore): Promise<void> {
  switch (command.kind) {
    case 'create': {
      const { key, secret } = await store.create(command.key);
      tell(`created ${key.id}: ${key.label}, ${key.role}; its secret is shown this once`);
      print(command.json ? JSON.stringify({ key: { ...showKey(key), secret } }) : secret);
      return;
    }
    case 'revoke': {
      const key = await store.revoke(command.id);
      tell(`revoked ${key.id}: ${key.label}`);
      if (command.json) print(JSON.stringify({ key: showKey(key) }));
      return;
    }
    case 'list': {
      const keys = await store.list();
      if (command.json) print(JSON.stringify({ keys }));
      else for (const line of tableOf(keys)) print(line);
      return;
    }
  }
}

const HEAD = ['id', 'role', 'label', 'principal', 'workspace', 'created', 'last used', 'expires', 'revoked'];

function tableOf(keys: readonly ShownKey[]): string[] {
  const rows = [HEAD, ...keys.map((key) => cellsOf(key))];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function cellsOf(key: ShownKey): string[] {
  const { id, role, label, principal_ref, workspace_id, created_at, last_used_at, expires_at, disabled_at } = key;
  const times = [created_at, last_used_at, expires_at, disabled_at];
  return [id, role, plain(label), plain(principal_ref), workspace_id ?? '-', ...times.map((time) => time ?? '-')];
}

/** A label is anybody's text: it must not move the cursor or start a line. */
function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
