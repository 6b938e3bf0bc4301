/**
 * Writes openapi.json from the operations of the built service; nothing is started for it.
 *   node scripts/write-openapi.mjs           writes the file
 *   node scripts/write-openapi.mjs --check   only says whether it is up to date (exit 1 if not)
 */
import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { serviceDocument } from '../dist/src/http/openapi/service-document.js';

const target = new URL('../openapi.json', import.meta.url);
const text = `${JSON.stringify(await serviceDocument(), null, 2)}\n`;

function current() {
  try {
    return readFileSync(target, 'utf8');
  } catch {
    return '';
  }
}

if (current() === text) {
  console.log('openapi.json is up to date');
} else if (process.argv.includes('--check')) {
  console.error('openapi.json does not match the code: run "npm run build && npm run openapi"');
  process.exitCode = 1;
} else {
  writeFileSync(target, text);
  console.log('openapi.json written');
}
