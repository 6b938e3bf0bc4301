/** The built service as its users start it, with its own embedded Postgres in a temporary home, or in one that stays. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedServerUrl } from '../../dist/src/platform/postgres/embedded-server.js';
import { peakMib, residentMib } from '../support/process-memory.mjs';

const ROOT = join(import.meta.dirname, '../..');
const ENTRY = join(ROOT, 'dist/src/main.js');
/** The options of Node that `npm start` has: what stands between the program and the entry. */
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const NODE_OPTIONS = scripts.start.split(' ').slice(1, -1);

/**
 * @param settings of the service. @param kept directory of a home that is made when missing and stays; without it, a
 * temporary one. @param program to run instead of the service, and options of Node's. @returns `url`, `databaseUrl` (of the
 * server), `ledgerUrl` (of the service's own database), `home`, when it was `begun` and `readyMs` from then to the line that
 * says so, `memoryMib()` and `peakMib()` (resident memory of the service alone), `stop()`.
 */
export async function startService(settings = {}, kept, { entry = ENTRY, nodeOptions = [] } = {}) {
  const home = kept ?? mkdtempSync(join(tmpdir(), 'taskledger-bench-'));
  mkdirSync(home, { recursive: true });
  chmodSync(home, 0o711);
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    TASKLEDGER_HOME: home,
    PORT: '0',
    LOG_LEVEL: 'warn',
    ...settings,
  };
  const begun = performance.now();
  const child = spawn(process.execPath, [...NODE_OPTIONS, ...nodeOptions, entry], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    if (kept === undefined) rmSync(home, { recursive: true, force: true });
  };
  const url = await readyUrl(child);
  const readyMs = performance.now() - begun;
  const port = Number(readFileSync(join(home, 'postgres', 'port'), 'utf8'));
  const [databaseUrl, ledgerUrl] = ['postgres', 'taskledger'].map((name) => embeddedServerUrl(home, port, name));
  const memory = { memoryMib: () => residentMib(child.pid), peakMib: () => peakMib(child.pid) };
  return { url, databaseUrl, ledgerUrl, home, begun, readyMs, ...memory, stop };
}

function readyUrl(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      const ready = /ready at (http:\S+)\n/.exec(text);
      if (ready) resolve(ready[1]);
    });
    child.once('exit', (code) => reject(new Error(`the service ended with ${code} before it was ready`)));
  });
}
