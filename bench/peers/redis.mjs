/** A Redis of the bench's own, where one is installed: it writes every change to disk before it answers, as Postgres does. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../dist/src/platform/postgres/embedded/free-port.js';

const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];

/** @returns the version of the Redis on the PATH, nothing without one */
export function redisVersion() {
  const { status, stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  return status === 0 ? /v=(\S+)/.exec(stdout)?.[1] : undefined;
}

/** @returns `url` and `stop()` */
export async function startRedis() {
  const home = mkdtempSync(join(tmpdir(), 'taskledger-bench-redis-'));
  const port = String(await freePort());
  const place = ['--port', port, '--bind', '127.0.0.1', '--dir', home];
  const child = spawn('redis-server', [...place, ...DURABLE], { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(home, { recursive: true, force: true });
  };
  await isReady(child);
  return { url: `redis://127.0.0.1:${port}`, stop };
}

function isReady(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      if (text.includes('Ready to accept connections')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code} before it was ready`)));
  });
}
