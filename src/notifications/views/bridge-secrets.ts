import type { DataSource } from 'typeorm';
import { Sealing } from '../../access/views/sealing.js';
import { newId } from '../../ledger/identifiers.js';

const KEEP = 'INSERT INTO bridge_secrets (id, bridge_id, sealed) VALUES ($1, $2, $3)';
const FIND = 'SELECT sealed FROM bridge_secrets WHERE id = $1';
const FORGET = 'DELETE FROM bridge_secrets WHERE id = $1';
const FORGET_ALL = 'DELETE FROM bridge_secrets WHERE bridge_id = $1';

/**
 * The signing secrets of bridges (`registries.md` 3), kept sealed and apart from the log; no operation reads them. Each
 * has an id of its own, and the bridge's events name the one in force: a command that is refused leaves the secret as it
 * was, and of two that run at once the later one counts.
 */
export class BridgeSecrets {
  private readonly sealing: Sealing;

  constructor(
    private readonly dataSource: DataSource,
    serverSecret: string,
  ) {
    this.sealing = new Sealing(serverSecret, 'taskledger bridge secrets');
  }

  /** Keeps a secret that a command is about to put in force; its id. */
  async keep(bridgeId: string, secret: string): Promise<string> {
    const id = newId('bsec');
    await this.dataSource.query(KEEP, [id, bridgeId, this.sealing.seal(id, secret)]);
    return id;
  }

  /**
   * The secret with this id, for whoever signs; undefined when it is gone, because another took its place.
   * @throws when it was sealed with another server secret.
   */
  async of(id: string): Promise<string | undefined> {
    const [row] = await this.dataSource.query<{ sealed: string }[]>(FIND, [id]);
    return row && this.sealing.open(id, row.sealed);
  }

  async forget(id: string): Promise<void> {
    await this.dataSource.query(FORGET, [id]);
  }

  /** What is left of a deleted bridge, and of commands that were cut off. */
  async forgetAll(bridgeId: string): Promise<void> {
    await this.dataSource.query(FORGET_ALL, [bridgeId]);
  }
}
