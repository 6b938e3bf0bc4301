/**
 * Writes the table of settings into docs/operating.md, from the settings as the code reads them. With --check it only
 * says whether the table is current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SETTINGS } from '../dist/src/platform/configuration/settings.js';

const file = join(fileURLToPath(new URL('..', import.meta.url)), 'docs', 'operating.md');
const [begin, end] = ['<!-- settings -->', '<!-- end of settings -->'];

const rows = SETTINGS.map(({ name, default: byDefault, unit, meaning }) => {
  return `| \`${name}\` | ${byDefault}${unit ? ` (${unit})` : ''} | ${meaning} |`;
});
const table = [begin, '', '| setting | default | meaning |', '| --- | --- | --- |', ...rows, '', end].join('\n');

const before = readFileSync(file, 'utf8');
const from = before.indexOf(begin);
const to = before.indexOf(end);
const after = before.slice(0, from) + table + before.slice(to < 0 ? from + begin.length : to + end.length);

if (process.argv.includes('--check')) {
  if (after !== before) {
    console.error('docs/operating.md does not list the settings as they are: run node scripts/write-settings-docs.mjs');
    process.exit(1);
  }
} else {
  writeFileSync(file, after);
}
