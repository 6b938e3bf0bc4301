/** What a figure was measured on; figures without it say nothing. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import pg from 'pg';

function git(...args) {
  try {
    return execFileSync('git', args, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return undefined;
  }
}

/** Short hash of the commit; `+changes` when the working tree differs from it. */
function commit() {
  const hash = git('rev-parse', '--short', 'HEAD')?.trim();
  if (hash === undefined) return 'unknown';
  return git('status', '--porcelain') ? `${hash}+changes` : hash;
}

/** Machine, versions, commit and date, with the server's settings that decide what a commit costs. */
export async function describeMachine(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const settings = {};
  try {
    for (const name of ['server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers']) {
      const { rows } = await client.query(`SELECT current_setting('${name}') AS value`);
      settings[name] = rows[0].value;
    }
  } finally {
    await client.end();
  }
  return {
    date: new Date().toISOString(),
    commit: commit(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory_gib: Math.round(totalmem() / 2 ** 30),
    // Of the minute before: on a quiet machine little, or the bench's own preparations.
    load_average: Number(loadavg()[0].toFixed(1)),
    node: process.version,
    postgres: settings,
  };
}
