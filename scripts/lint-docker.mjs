/**
 * Keeps docker/ true without building it: what it copies and runs exists, its Node is one that package.json allows,
 * and it sets nothing that the service does not know. Needs dist/ for the documented settings.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { SETTINGS } from '../dist/src/platform/configuration/settings.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dockerfile = 'docker/Dockerfile';
const compose = 'docker/compose.yaml';
const knownSettings = new Set(['NODE_ENV', ...SETTINGS.map(({ name }) => name)]);
const problems = [];

const read = (path) => readFileSync(join(root, path), 'utf8');
const check = (fine, file, problem) => fine || problems.push(`${file}: ${problem}`);

/** Instructions of a Dockerfile, `{name, text}`, comments dropped and continued lines joined. */
function instructions(text) {
  const lines = text.replace(/^\s*#.*$/gm, '').replace(/\\\n/g, ' ');
  return [...lines.matchAll(/^([A-Z]+)\s+(.+)$/gm)].map(([, name, rest]) => ({ name, text: rest.trim() }));
}

/** Whether .dockerignore, which names what is let through after `*`, lets a path into the build. */
function isSentToBuild(path) {
  const kept = read('.dockerignore').match(/^!.+$/gm) ?? [];
  return kept.map((line) => line.slice(1)).some((name) => path === name || path.startsWith(`${name}/`));
}

function checkImage(image, file) {
  const [name, tag = ''] = image.split(':');
  check(!name.includes('/') && /^\d/.test(tag), file, `image ${image}: write name:version without a host`);
  if (name !== 'node') return;
  const [least] = /\d+/.exec(JSON.parse(read('package.json')).engines.node) ?? [];
  check(Number.parseInt(tag, 10) >= Number(least), file, `image ${image} is older than engines.node of package.json`);
}

function checkCopy(text, stages) {
  const words = text.split(/\s+/);
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  if (from !== undefined) return check(stages.has(from), dockerfile, `COPY from ${from}, which is no stage`);
  for (const path of words.filter((word) => !word.startsWith('--')).slice(0, -1)) {
    check(existsSync(join(root, path)), dockerfile, `COPY of ${path}, which does not exist`);
    check(isSentToBuild(path), dockerfile, `COPY of ${path}, which .dockerignore keeps out`);
  }
}

/** The compiled file that a CMD runs has a source that the build compiles. */
function checkCommand(text) {
  const program = JSON.parse(text).find((word) => word.startsWith('dist/'));
  const source = program?.replace(/^dist\//, '').replace(/\.js$/, '.ts');
  check(source !== undefined && existsSync(join(root, source)), dockerfile, `CMD ${text} runs no compiled source`);
}

function checkSettings(names, file) {
  for (const name of names) check(knownSettings.has(name), file, `${name} is not a setting of the service`);
}

function checkDockerfile() {
  const stages = new Set();
  const all = instructions(read(dockerfile));
  for (const { name, text } of all) {
    if (name === 'FROM') checkImage(text.split(/\s+/)[0], dockerfile);
    if (name === 'COPY') checkCopy(text, stages);
    if (name === 'CMD') checkCommand(text);
    if (name === 'ENV')
      checkSettings(
        [...text.matchAll(/(\w+)=/g)].map((match) => match[1]),
        dockerfile,
      );
    if (name === 'FROM') stages.add(/\bAS\s+(\S+)/i.exec(text)?.[1]);
  }
  const last = all.slice(all.findLastIndex(({ name }) => name === 'FROM'));
  const user = last.findLast(({ name }) => name === 'USER')?.text;
  check(user !== undefined && user !== 'root' && user !== '0', dockerfile, 'the image must not run as root');
  for (const name of ['HEALTHCHECK', 'CMD']) {
    check(
      last.some((instruction) => instruction.name === name),
      dockerfile,
      `the image has no ${name}`,
    );
  }
  const asksRoute = last.find(({ name }) => name === 'HEALTHCHECK')?.text.includes('/health/live');
  check(asksRoute, dockerfile, 'HEALTHCHECK must ask /health/live');
}

function checkService(name, service, volumes, services) {
  if (service.image !== undefined) checkImage(service.image, compose);
  if (service.build === undefined) check(service.healthcheck?.test, compose, `${name} has no healthcheck`);
  else {
    const target = join(root, 'docker', service.build.context, service.build.dockerfile ?? 'Dockerfile');
    check(existsSync(target), compose, `${name} is built from ${target}, which does not exist`);
    checkSettings(Object.keys(service.environment ?? {}), compose);
    check(service.environment?.DATABASE_URL, compose, `${name} needs DATABASE_URL: the image has no Postgres`);
  }
  for (const other of Object.keys(service.depends_on ?? {})) {
    check(other in services, compose, `${name} depends on ${other}, which is no service`);
  }
  for (const volume of (service.volumes ?? []).map((mount) => mount.split(':')[0])) {
    check(volume in volumes, compose, `${name} mounts ${volume}, which is not declared`);
  }
}

checkDockerfile();
const { services, volumes = {} } = parse(read(compose));
for (const [name, service] of Object.entries(services)) checkService(name, service, volumes, services);

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
