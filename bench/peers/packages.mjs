/**
 * The peers' packages: installed from the registry into this directory, where taskledger does not see them, and among them
 * the Node that they need.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const HERE = import.meta.dirname;
/** What graphile-worker asks for; pg-boss is content with less. */
const NEEDED = [22, 18];

/** Installs what is missing or of another version than package.json says. @returns the versions by name */
export function installPackages() {
  const { dependencies } = readPackage(HERE);
  const isCurrent = ([name, version]) => installedVersion(name) === version;
  if (!Object.entries(dependencies).every(isCurrent)) {
    console.error('bench: installing the packages to compare with into bench/peers');
    // What npm prints must not stand in the JSON. None of them needs a script to be run.
    const { status } = spawnSync('npm', ['ci', '--prefix', HERE, '--ignore-scripts', '--loglevel=error'], {
      cwd: HERE,
      stdio: ['ignore', 2, 2],
    });
    if (status !== 0) throw new Error(`npm ci in bench/peers ended with ${status}`);
  }
  return dependencies;
}

function installedVersion(name) {
  const directory = join(HERE, 'node_modules', name);
  return existsSync(join(directory, 'package.json')) ? readPackage(directory).version : undefined;
}

function readPackage(directory) {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
}

/** The Node of the packages; where there is none for this platform, our own when it is new enough. */
export function findNode() {
  const packaged = join(HERE, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  const path = existsSync(packaged) ? packaged : process.execPath;
  const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
  const [major, minor] = version.slice(1).split('.').map(Number);
  if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
    throw new Error(`the peers need Node ${NEEDED.join('.')} or newer; run the bench with it on this platform`);
  }
  return { path, version };
}
