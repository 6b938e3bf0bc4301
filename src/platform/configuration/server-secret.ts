import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { writeFileAtomically } from '../home-directory.js';
import type { Settings } from './settings.js';

const NAME = 'claim_token';

/**
 * The key of the claim token hashes (architecture 12.9): the one that was set, else one made once and kept, in the
 * home's file `secret` beside the embedded Postgres, or in the given database, where all instances find the same.
 */
export async function serverSecret(settings: Settings, dataSource: DataSource): Promise<string> {
  if (settings.secret !== undefined) return settings.secret;
  return settings.databaseUrl === undefined ? secretOfHome(settings.home) : secretOfDatabase(dataSource);
}

function secretOfHome(home: string): string {
  const file = join(home, 'secret');
  if (!existsSync(file)) writeFileAtomically(file, `${generate()}\n`);
  return readFileSync(file, 'utf8').trim();
}

/** Instances that start at once all end up with the first one's. */
async function secretOfDatabase(dataSource: DataSource): Promise<string> {
  const insert = 'INSERT INTO service_secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING';
  await dataSource.query(insert, [NAME, generate()]);
  const rows = await dataSource.query<{ value: string }[]>('SELECT value FROM service_secrets WHERE name = $1', [NAME]);
  const [row] = rows;
  if (!row) throw new Error('the table service_secrets lost the server secret');
  return row.value;
}

function generate(): string {
  return randomBytes(32).toString('base64url');
}
