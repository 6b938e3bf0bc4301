import { LANE_LOCK } from './flush.js';
import type { LaneConnection } from './connection.js';
import type { Head } from './memory.js';

const PAUSE_MS = 100;

/**
 * Finds out whether a COMMIT whose answer was lost took place: the chain tells, because the flush's last position
 * carries the flush's last hash or it does not. The lock is taken first, so that a server that is still busy with the
 * lost commit has ended it before we look.
 */
export async function resolveCommit(
  connection: LaneConnection,
  intended: Head,
  patienceMs: number,
): Promise<'done' | 'not_committed' | 'unknown'> {
  const deadline = performance.now() + patienceMs;
  do {
    try {
      await connection.open();
      await connection.script(`BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(${LANE_LOCK})`);
      const rows = await connection.query<{ hash: string }>(
        "SELECT encode(hash, 'hex') AS hash FROM events WHERE position = $1",
        [intended.position],
      );
      await connection.script('ROLLBACK');
      return rows[0]?.hash === intended.hash ? 'done' : 'not_committed';
    } catch {
      await connection.abandon();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  } while (performance.now() < deadline);
  return 'unknown';
}
