/** Compiles on every change and restarts the service: the compiler in watch mode beside `node --watch`. */
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const cwd = dirname(dirname(fileURLToPath(import.meta.url)));
const compiler = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
const options = { cwd, stdio: 'inherit' };

const first = spawnSync(process.execPath, ['scripts/build.mjs', '--if-needed'], options);
if (first.status !== 0) process.exit(first.status ?? 1);

const programs = [
  spawn(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'], options),
  spawn(process.execPath, ['--watch', '--watch-preserve-output', 'dist/src/main.js'], options),
];

/** Both get the terminal's Ctrl-C themselves; this covers one of them ending alone, and other signals. */
function stop() {
  for (const program of programs) program.kill('SIGTERM');
}

for (const program of programs) program.once('exit', stop);
process.once('SIGTERM', stop);
process.on('SIGINT', () => undefined);
