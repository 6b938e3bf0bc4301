/**
 * Benchmarks, `npm run bench -- NAME`. The result goes to standard output as JSON, a table for people to standard error.
 *   lane         the lane against one transaction per command
 *   http         claim-next and complete, create and start, over HTTP by 1, 16 and 64 sessions
 *   mixed        an operator's and workers' calls side by side; a lone command; statements, WAL, and CPU with --profile
 *   list, views  listTasks; inbox and dashboard, as the ledger grows
 *   cancel-tree  a great tree is canceled beside others' commands
 *   claim, wake  claim-next from long queues; waiting claims that are woken
 *   held, stream held calls and streams, a thousand and more of them
 *   rebuild      views built anew
 *   startup      from the start of the process until it is ready, on an empty and on a filled ledger
 *   memory       resident memory of the service, empty, filled, under load and after it
 *   scale        each command's rate on a filled ledger against that on an empty one
 *   steady       a steady load for a long time: p99, sizes of tables, what autovacuum does
 *   peers        the same work by pg-boss, graphile-worker and BullMQ (bench/peers)
 *
 *   --json FILE     writes the JSON to a file as well; docs/performance.md is written from those in bench/results
 *   --rounds N      rounds, of which the median counts (default 5)
 *   --seconds N     length of one measurement in a round
 *   --profile       mixed only: the areas of the service's code by their share of its CPU
 */
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const BENCHES = {
  lane: () => import('./lane.mjs'),
  http: () => import('./http.mjs'),
  mixed: () => import('./mixed.mjs'),
  list: () => import('./list.mjs'),
  'cancel-tree': () => import('./cancel-tree.mjs'),
  claim: () => import('./claim.mjs'),
  wake: () => import('./wake.mjs'),
  held: () => import('./held.mjs'),
  stream: () => import('./stream.mjs'),
  rebuild: () => import('./rebuild.mjs'),
  views: () => import('./views.mjs'),
  startup: () => import('./startup.mjs'),
  memory: () => import('./memory.mjs'),
  scale: () => import('./scale.mjs'),
  steady: () => import('./steady.mjs'),
  peers: () => import('./peers.mjs'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string' },
    profile: { type: 'boolean' },
  },
});
const [name = ''] = positionals;
if (!Object.hasOwn(BENCHES, name)) {
  console.error(`bench: name one of ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}

const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
const { run } = await BENCHES[name]();
const { result, table, failures } = await run({ rounds: Number(values.rounds), seconds, profile: values.profile });
const text = JSON.stringify({ bench: values.profile ? `${name}-profile` : name, ...result, missed: failures }, null, 2);
process.stdout.write(`${text}\n`);
process.stderr.write(`\n${table}\n`);
for (const failure of failures ?? []) process.stderr.write(`bench: ${failure}\n`);
if (values.json !== undefined) writeFileSync(values.json, `${text}\n`);
process.exit(failures?.length > 0 ? 1 : 0);
