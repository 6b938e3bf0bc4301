/**
 * Writes src/client/api.generated.ts, the types of the HTTP API, from openapi.json.
 *   node scripts/write-client-types.mjs [openapi file]
 *   node scripts/write-client-types.mjs --check [openapi file]   only says whether the file is up to date (exit 1 if not)
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, 'src/client/api.generated.ts');
const banner = '// Written by scripts/write-client-types.mjs from openapi.json. Not to be edited.\n\n';

async function typesOf(document) {
  const syntax = await openapiTypescript(pathToFileURL(document), { silent: true, defaultNonNullable: false });
  return banner + astToString(syntax);
}

function current() {
  try {
    return readFileSync(target, 'utf8');
  } catch {
    return '';
  }
}

const args = process.argv.slice(2);
const document = resolve(args.find((arg) => !arg.startsWith('--')) ?? join(root, 'openapi.json'));
const types = await typesOf(document);
const name = relative(root, target);

if (current() === types) {
  console.log(`${name} is up to date`);
} else if (args.includes('--check')) {
  console.error(`${name} does not match ${relative(root, document)}: run "node scripts/write-client-types.mjs"`);
  process.exitCode = 1;
} else {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, types);
  console.log(`${name} written`);
}
