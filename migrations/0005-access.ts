import type { MigrationInterface, QueryRunner } from 'typeorm';

/** API keys, when they were last used, and the webhook secrets that are kept beside them. */
export class Access1700000000005 implements MigrationInterface {
  readonly name = 'Access1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the ledger cannot be migrated down: restore a backup instead'));
  }
}

/** Keys are looked up in memory, by their hashes; the table is read whole at the start, and in pages by admins. */
const STATEMENTS = [
  `CREATE TABLE api_keys (
    id text PRIMARY KEY,
    label text NOT NULL,
    role text NOT NULL,
    principal_ref text NOT NULL,
    workspace_id text,
    fronts jsonb,
    secret_hash text NOT NULL,
    former jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3),
    disabled_at timestamptz(3),
    position bigint NOT NULL,
    CONSTRAINT api_keys_secret UNIQUE (secret_hash)
  )`,
  'CREATE INDEX api_keys_newest ON api_keys (created_at DESC, id DESC)',
  `CREATE TABLE api_key_uses (
    key_id text PRIMARY KEY,
    last_used_at timestamptz(3) NOT NULL
  )`,
  `CREATE TABLE api_key_webhook_secrets (
    key_id text PRIMARY KEY,
    sealed text NOT NULL
  )`,
];
