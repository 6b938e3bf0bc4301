/**
 * Statements of flushes, counted in the server's own log: for the time of a call every statement is logged, with the
 * connection that it came by. A message with several statements counts as many.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { median, round } from '../support/statistics.mjs';

const ON = ["ALTER SYSTEM SET log_statement = 'all'", "ALTER SYSTEM SET log_line_prefix = '[%p] '"];
const OFF = ['ALTER SYSTEM RESET log_statement', 'ALTER SYSTEM RESET log_line_prefix'];
const RELOAD_MS = 300;
const LINE = /^\[(\d+)\] LOG: {2}(statement|execute [^:]+): (.*)$/;
const LANE = "SELECT pid FROM pg_stat_activity WHERE application_name = 'taskledger lane'";

/** @returns of the flushes that wrote during the work: how many, and their statements and round trips. */
export async function statementsDuring({ databaseUrl, home }, work) {
  const file = join(home, 'postgres', 'server.log');
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'bench' });
  await client.connect();
  try {
    const { rows } = await client.query(LANE);
    const from = readFileSync(file).length;
    await configure(client, ON);
    await work();
    await configure(client, OFF);
    const text = readFileSync(file).subarray(from).toString('utf8');
    return summary(flushesOf(text, rows[0].pid));
  } finally {
    await client.end();
  }
}

async function configure(client, settings) {
  for (const text of settings) await client.query(text);
  await client.query('SELECT pg_reload_conf()');
  await new Promise((resolve) => setTimeout(resolve, RELOAD_MS));
}

/** Those that were seen from BEGIN to COMMIT; one that only read is rolled back and does not count. */
function flushesOf(text, lanePid) {
  const flushes = [];
  let flush;
  for (const line of text.split('\n')) {
    const [, pid, kind, said] = LINE.exec(line) ?? [];
    if (Number(pid) !== lanePid) continue;
    if (said.startsWith('BEGIN')) flush = { statements: 0, messages: 0 };
    if (flush === undefined) continue;
    flush.messages++;
    flush.statements += kind === 'statement' ? said.split(';').filter((part) => part.trim() !== '').length : 1;
    if (said.endsWith('COMMIT')) flushes.push(flush);
    if (/COMMIT$|^ROLLBACK/.test(said)) flush = undefined;
  }
  return flushes;
}

function summary(flushes) {
  const statements = flushes.map((one) => one.statements);
  return {
    flushes: flushes.length,
    statements_p50: median(statements),
    statements_mean: round(statements.reduce((sum, one) => sum + one, 0) / Math.max(1, flushes.length), 1),
    statements_max: Math.max(0, ...statements),
    round_trips_p50: median(flushes.map((one) => one.messages)),
  };
}
