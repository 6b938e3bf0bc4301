import { setTimeout as pause } from 'node:timers/promises';
import type { LaneQuery } from '../../lane/lookup.js';

/** Advisory lock of rebuilds, with a hash of the name: one at a time builds a view. */
const REBUILD_LOCK = 7_261_003;
const AGAIN_MS = 200;

const TAKE = 'SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken';
/** Checks hold the lock as well; what their connections are called tells them apart. */
const HELD = `SELECT n.name FROM unnest($2::text[]) AS n (name)
  JOIN pg_locks l ON l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
    AND l.classid = $1::int::oid AND l.objid = hashtext(n.name)::oid
  JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
  JOIN pg_stat_activity a ON a.pid = l.pid AND starts_with(a.application_name, $3)`;

/** What the connections of rebuilds are called, before the name of what they build. */
export const REBUILD_APPLICATION = 'taskledger rebuild ';

/**
 * Takes the lock for the session of `query`, once nobody else has it.
 * @param goOn throws when there is no point in waiting any longer
 */
export async function takeRebuildLock(query: LaneQuery, name: string, goOn: () => void): Promise<void> {
  for (;;) {
    goOn();
    const [row] = await query<{ taken: boolean }>(TAKE, [REBUILD_LOCK, name]);
    if (row?.taken === true) return;
    await pause(AGAIN_MS);
  }
}

/** Which of these rebuilds are under way, in whatever process; a check against the log is none. */
export async function rebuildsUnderWay(query: LaneQuery, names: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await query<{ name: string }>(HELD, [REBUILD_LOCK, names, REBUILD_APPLICATION]);
  return new Set(rows.map(({ name }) => name));
}
