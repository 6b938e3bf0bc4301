import type { Rows } from './delivery-tables.js';

/** So many failures in a row show in the bridge's status (`registries.md` 3). */
export const FAILURES_OF_ERROR = 10;

/** How a bridge's deliveries go: failures in a row, the last one's words. */
export interface BridgeHealth {
  readonly failures: number;
  readonly last_error: string;
}

const FAILURE =
  'INSERT INTO bridge_failures AS f (bridge_instance_id, failures, last_error) VALUES ($1, 1, $2) ' +
  'ON CONFLICT (bridge_instance_id) DO UPDATE SET failures = f.failures + 1, last_error = EXCLUDED.last_error ' +
  'RETURNING failures, last_error';
const SUCCESS = 'DELETE FROM bridge_failures WHERE bridge_instance_id = $1';

/** The last thing of a transaction: deliveries of one bridge wait for each other here, and for nothing else after it. */
export async function noteBridgeFailure(rows: Rows, bridgeId: string, words: string): Promise<BridgeHealth> {
  const [health] = await rows.query<BridgeHealth[]>(FAILURE, [bridgeId, words]);
  return health ?? { failures: 1, last_error: words };
}

export async function noteBridgeSuccess(rows: Rows, bridgeId: string): Promise<void> {
  await rows.query(SUCCESS, [bridgeId]);
}
