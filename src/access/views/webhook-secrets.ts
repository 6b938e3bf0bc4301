import type { DataSource } from 'typeorm';
import { Sealing } from './sealing.js';

const KEEP =
  'INSERT INTO api_key_webhook_secrets (key_id, sealed) VALUES ($1, $2) ' +
  'ON CONFLICT (key_id) DO UPDATE SET sealed = EXCLUDED.sealed';
const FIND = 'SELECT sealed FROM api_key_webhook_secrets WHERE key_id = $1';
const NEWEST =
  'SELECT s.key_id, s.sealed FROM api_keys k JOIN api_key_webhook_secrets s ON s.key_id = k.id ' +
  'WHERE k.principal_ref = $1 AND k.disabled_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp()) ' +
  'ORDER BY k.created_at DESC, k.id DESC LIMIT 1';
const FORGET = 'DELETE FROM api_key_webhook_secrets WHERE key_id = $1';

/**
 * The webhook secrets of keys, which sign what is sent out. Signing needs them as they are, so they cannot be hashed:
 * they are kept sealed, apart from the log, and no operation reads them.
 */
export class WebhookSecrets {
  private readonly sealing: Sealing;

  constructor(
    private readonly dataSource: DataSource,
    serverSecret: string,
  ) {
    this.sealing = new Sealing(serverSecret, 'taskledger webhook secrets');
  }

  async keep(keyId: string, secret: string): Promise<void> {
    await this.dataSource.query(KEEP, [keyId, this.sealing.seal(keyId, secret)]);
  }

  /** The secret of a key, for whoever signs; undefined when it has none. Throws when it was sealed by another server secret. */
  async of(keyId: string): Promise<string | undefined> {
    const [row] = await this.dataSource.query<{ sealed: string }[]>(FIND, [keyId]);
    return row && this.sealing.open(keyId, row.sealed);
  }

  /**
   * The secret of the principal's newest key that has one and may be used; undefined when there is none. Throws when it was
   * sealed by another server secret.
   */
  async newestOf(principalRef: string): Promise<string | undefined> {
    const [row] = await this.dataSource.query<{ key_id: string; sealed: string }[]>(NEWEST, [principalRef]);
    return row && this.sealing.open(row.key_id, row.sealed);
  }

  async forget(keyId: string): Promise<void> {
    await this.dataSource.query(FORGET, [keyId]);
  }
}
