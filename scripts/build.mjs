/**
 * Compiles src/ and migrations/ into dist/. With --if-needed it does so only when dist/ is missing or older than its
 * sources, so that `npm start` pays for a compilation once, at `npm ci`, and again only after an edit.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(root, 'dist');
const stamp = join(output, '.built');
const sources = ['src', 'migrations', 'tsconfig.json', 'tsconfig.build.json', 'package.json'];

/** Newest modification time below a path in ms; directories count, so that a deleted file is noticed as well. */
function newestChange(path) {
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestChange(join(path, name))), own.mtimeMs);
}

function isCurrent() {
  if (!existsSync(stamp)) return false;
  const built = statSync(stamp).mtimeMs;
  return sources.every((source) => newestChange(join(root, source)) <= built);
}

/** What this compilation did not write has lost its source. */
function removeLeftOvers(folder, startedAt) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeLeftOvers(path, startedAt);
    else if (path !== stamp && statSync(path).mtimeMs < startedAt) rmSync(path, { force: true });
  }
}

/** The compiler's entry file, or undefined where only production dependencies are installed. */
function findCompiler() {
  try {
    return createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
  } catch {
    return undefined;
  }
}

function build() {
  const compiler = findCompiler();
  if (compiler === undefined) {
    if (existsSync(stamp)) return 0;
    console.error('build: the TypeScript compiler is not installed; run "npm ci" without --omit=dev');
    return 1;
  }
  // Taken before the compiler reads a file: an edit made while it runs must count as newer than this build.
  // One second is allowed for file systems that keep coarse times.
  const startedAt = new Date();
  const run = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (run.status !== 0) return run.status ?? 1;
  removeLeftOvers(output, startedAt.getTime() - 1000);
  writeFileSync(stamp, `${startedAt.toISOString()}\n`);
  return 0;
}

if (!(process.argv.includes('--if-needed') && isCurrent())) process.exitCode = build();
