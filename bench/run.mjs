/**
 * Benchmarks: `npm run bench -- lane`, `http`, `list`, `cancel-tree`, `claim`, `wake`, `held`, `stream`, `rebuild` or
 * `views`. The result goes to standard output as JSON, a table for people to standard error.
 *   --json FILE     writes the JSON to a file as well
 *   --rounds N      rounds, of which the median counts (default 5)
 *   --seconds N     length of one measurement in a round
 */
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const BENCHES = {
  lane: () => import('./lane.mjs'),
  http: () => import('./http.mjs'),
  list: () => import('./list.mjs'),
  'cancel-tree': () => import('./cancel-tree.mjs'),
  claim: () => import('./claim.mjs'),
  wake: () => import('./wake.mjs'),
  held: () => import('./held.mjs'),
  stream: () => import('./stream.mjs'),
  rebuild: () => import('./rebuild.mjs'),
  views: () => import('./views.mjs'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string' },
  },
});
const [name = ''] = positionals;
if (!Object.hasOwn(BENCHES, name)) {
  console.error(`bench: name one of ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}

const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
const { run } = await BENCHES[name]();
const { result, table, failures = [] } = await run({ rounds: Number(values.rounds), seconds });
const text = JSON.stringify({ bench: name, ...result }, null, 2);
process.stdout.write(`${text}\n`);
process.stderr.write(`\n${table}\n`);
for (const failure of failures) process.stderr.write(`bench: ${failure}\n`);
if (values.json !== undefined) writeFileSync(values.json, `${text}\n`);
process.exit(failures.length > 0 ? 1 : 0);
