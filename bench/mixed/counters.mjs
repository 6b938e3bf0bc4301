/** What the service and its database count while the mixed bench runs: flushes, commands, events, CPU, WAL. */
import pg from 'pg';

const COUNTED = {
  flushes: 'taskledger_lane_flush_commands_count',
  commands: 'taskledger_lane_flush_commands_sum',
  flushSeconds: 'taskledger_lane_flush_seconds_sum',
  waitSeconds: 'taskledger_lane_wait_seconds_sum',
  events: 'taskledger_events_total',
  cpuSeconds: 'process_cpu_seconds_total',
};
const WAL =
  "SELECT (pg_current_wal_insert_lsn() - '0/0')::float8 AS bytes, " +
  '(SELECT max(position) FROM events)::float8 AS position, (SELECT wal_fpi FROM pg_stat_wal)::float8 AS images';
/** Of each connection of the service since it was opened. */
const WAL_OF_CONNECTIONS =
  'SELECT a.application_name AS name, sum(w.wal_bytes)::float8 AS bytes FROM pg_stat_activity a, ' +
  "pg_stat_get_backend_wal(a.pid) w WHERE a.datname = current_database() AND a.application_name LIKE 'taskledger%' " +
  'GROUP BY 1';
/** A connection says what it did at the end of a transaction, if it did not within the last second. */
const SAID_WITHIN_MS = 1_500;

export async function openCounters({ url, ledgerUrl }) {
  const client = new pg.Client({ connectionString: ledgerUrl, application_name: 'bench' });
  await client.connect();
  const read = async () => {
    return { ...(await scrape(url)), ...(await client.query(WAL)).rows[0], at: performance.now() };
  };
  /** @param touch calls that make each connection end a transaction. */
  const readConnections = async (touch) => {
    await pause(SAID_WITHIN_MS);
    await touch();
    await pause(SAID_WITHIN_MS);
    await touch();
    const [{ commands }, { rows }] = [await scrape(url), await client.query(WAL_OF_CONNECTIONS)];
    return { commands, bytes: Object.fromEntries(rows.map((row) => [row.name, row.bytes])) };
  };
  return { read, readConnections, end: () => client.end() };
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function scrape(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = (name) => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  return Object.fromEntries(Object.entries(COUNTED).map(([key, name]) => [key, value(name)]));
}

/** What happened between two readings. */
export function between(before, after) {
  const of = (key) => after[key] - before[key];
  return {
    commandsPerFlush: of('commands') / of('flushes'),
    flushesPerSecond: of('flushes') / ((after.at - before.at) / 1_000),
    eventsPerCommand: of('events') / of('commands'),
    flushMs: (of('flushSeconds') / of('flushes')) * 1_000,
    waitMs: (of('waitSeconds') / of('commands')) * 1_000,
    cores: of('cpuSeconds') / ((after.at - before.at) / 1_000),
    walPerCommand: of('bytes') / of('commands'),
    imagesPerCommand: of('images') / of('commands'),
  };
}

/** Bytes per command that each connection wrote between two readings, the most first. */
export function walOfConnections(before, after) {
  const commands = after.commands - before.commands;
  return Object.entries(after.bytes)
    .map(([name, bytes]) => ({ name, bytes_per_command: Math.round((bytes - (before.bytes[name] ?? 0)) / commands) }))
    .filter(({ bytes_per_command }) => bytes_per_command > 0)
    .sort((a, b) => b.bytes_per_command - a.bytes_per_command);
}
