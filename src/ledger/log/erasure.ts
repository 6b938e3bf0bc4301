/**
 * Erasing: events lose their data for good and keep everything else, the hash of the data included, so that the chain
 * still proves that they happened, when, and by whom (docs/decisions/0012).
 */

/** The JSON array that `eraseSql` takes: streams, each with the version before which its events lose their data. */
export function erasureText(erased: ReadonlyMap<string, number>): string {
  return JSON.stringify([...erased].map(([stream, before]) => ({ stream, before })));
}

/** `$n` is the text that `erasureText` made. Each stream is looked up by its name, however large the log is. */
export function eraseSql(parameter: number): string {
  return (
    'UPDATE events SET data = NULL WHERE ctid = ANY (ARRAY(SELECT f.ctid ' +
    `FROM json_to_recordset($${parameter}::json) AS k (stream text, before integer) CROSS JOIN LATERAL (` +
    'SELECT x.ctid FROM events x WHERE x.stream = k.stream AND x.version < k.before AND x.data IS NOT NULL OFFSET 0) f)) ' +
    'RETURNING 1'
  );
}
