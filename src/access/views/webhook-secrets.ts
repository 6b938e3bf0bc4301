import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const KEEP =
  'INSERT INTO api_key_webhook_secrets (key_id, sealed) VALUES ($1, $2) ' +
  'ON CONFLICT (key_id) DO UPDATE SET sealed = EXCLUDED.sealed';
const FIND = 'SELECT sealed FROM api_key_webhook_secrets WHERE key_id = $1';
const FORGET = 'DELETE FROM api_key_webhook_secrets WHERE key_id = $1';

/**
 * The webhook secrets of keys, which sign what is sent out. Signing needs them as they are, so they cannot be hashed:
 * they are kept sealed with a key that is derived from the server secret, apart from the log, and no operation reads
 * them. A copy of the table alone tells nothing.
 */
export class WebhookSecrets {
  private readonly sealingKey: Buffer;

  constructor(
    private readonly dataSource: DataSource,
    serverSecret: string,
  ) {
    this.sealingKey = Buffer.from(hkdfSync('sha256', serverSecret, '', 'taskledger webhook secrets', 32));
  }

  async keep(keyId: string, secret: string): Promise<void> {
    await this.dataSource.query(KEEP, [keyId, this.seal(keyId, secret)]);
  }

  /** The secret of a key, for whoever signs; undefined when it has none. Throws when it was sealed by another server secret. */
  async of(keyId: string): Promise<string | undefined> {
    const [row] = await this.dataSource.query<{ sealed: string }[]>(FIND, [keyId]);
    return row && this.open(keyId, row.sealed);
  }

  async forget(keyId: string): Promise<void> {
    await this.dataSource.query(FORGET, [keyId]);
  }

  /** Nonce, tag and text; the key's id goes into the tag, so that a row opens only where it belongs. */
  private seal(keyId: string, secret: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.sealingKey, nonce, { authTagLength: TAG_BYTES }).setAAD(
      Buffer.from(keyId),
    );
    const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64');
  }

  private open(keyId: string, sealed: string): string {
    const bytes = Buffer.from(sealed, 'base64');
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv(CIPHER, this.sealingKey, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(keyId)).setAuthTag(tag);
    return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  }
}
