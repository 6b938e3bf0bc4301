/** Databases of the server that a bench has started, by their URLs. */
import pg from 'pg';

/** Rows of one query on a connection of its own. */
export async function query(connectionString, text) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** A new, empty database on the server of another. @returns its URL */
export async function makeDatabase(serverUrl, name) {
  await query(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = name;
  return url.href;
}

/** Known statistics, no dead rows, and nothing that another has written is still to be brought to disk. */
export async function settle(url) {
  await query(url, 'VACUUM (ANALYZE)');
  await query(url, 'CHECKPOINT');
}
