/**
 * Where the service's CPU went while it was measured, read from the profiles that Node wrote of it. What the runtime does
 * for somebody (a socket written, a text parsed) counts for whoever asked, as far as the stack tells.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { round } from '../support/statistics.mjs';

/** The first that fits decides. */
const AREAS = [
  ['lane', /\/src\/ledger\/(lane|log)\/|\/src\/ledger\/(chain|registry|canonical-json|fingerprint)\.js$/],
  ['postgres client', /node_modules\/(pg|pg-[^/]+|postgres-[^/]+|split2|pgpass)\//],
  ['validation', /\/src\/http\/parsing\/|\/src\/[^/]+\/results\/|node_modules\/(class-validator|validator|ajv)/],
  ['domain rules', /\/src\/[^/]+\/(domain|commands|lookups)\//],
  ['followers', /\/src\/ledger\/(followers|hub|duties)\//],
  ['views', /\/src\/(inbox|dashboard|history)\/|\/src\/[^/]+\/views\/|node_modules\/typeorm\//],
  ['requests and answers', /\/src\/[^/]+\/http\/|\/src\/(http|access|fronts)\//],
  ['nest', /node_modules\/(@nestjs|rxjs|reflect-metadata)\//],
  ['fastify', /node_modules\/(fastify|@fastify|find-my-way|avvio|light-my-request|secure-json-parse|fast-[^/]+)\//],
  ['metrics', /node_modules\/prom-client\/|\/src\/platform\/health\//],
  ['modules being loaded', /^node:internal\/modules\//],
  ['other code of the service', /\/dist\/src\//],
  ['other packages', /node_modules\//],
];
/** Frames of the runtime itself, where nobody of ours is on the stack. */
const RUNTIME = [
  ['node http', /^node:_http/],
  ['node sockets and streams', /^node:(net|events|internal\/(streams|stream_base))/],
];
const NATIVE = new Map([
  ['(garbage collector)', 'garbage collection'],
  ['(program)', 'node itself'],
]);
const JSON_FUNCTIONS = new Set(['parse', 'stringify']);
const PLACES = 20;

/** @param windows of time, as nanoseconds of the machine's monotonic clock. @returns areas and places, the busiest first */
export function areasOf(directory, windows) {
  const inMicroseconds = windows.map(({ from, to }) => ({ from: Number(from) / 1_000, to: Number(to) / 1_000 }));
  const [areas, places] = [new Map(), new Map()];
  for (const file of readdirSync(directory)) {
    const profile = JSON.parse(readFileSync(join(directory, file), 'utf8'));
    for (const [node, time] of timesOf(profile, inMicroseconds)) {
      add(areas, areaOf(node), time);
      add(places, placeOf(node.callFrame), time);
    }
  }
  return { areas: inPercent(areas), places: inPercent(places).slice(0, PLACES) };
}

/** Each node that was seen at work in the windows, with its own time. */
function timesOf({ nodes, samples, timeDeltas, startTime }, windows) {
  const known = new Map(nodes.map((node) => [node.id, node]));
  for (const node of nodes) for (const id of node.children ?? []) known.get(id).parent = node;
  const times = new Map();
  let at = startTime;
  samples.forEach((id, i) => {
    at += timeDeltas[i];
    const node = known.get(id);
    if (node.callFrame.functionName === '(idle)') return;
    if (windows.some(({ from, to }) => at >= from && at <= to)) add(times, node, timeDeltas[i]);
  });
  return times;
}

function areaOf(node) {
  const { functionName, url } = node.callFrame;
  if (NATIVE.has(functionName)) return NATIVE.get(functionName);
  if (url === '' && JSON_FUNCTIONS.has(functionName)) return 'json';
  for (let one = node; one; one = one.parent) {
    const area = AREAS.find(([, pattern]) => pattern.test(one.callFrame.url));
    if (area) return area[0];
  }
  for (let one = node; one; one = one.parent) {
    const area = RUNTIME.find(([, pattern]) => pattern.test(one.callFrame.url));
    if (area) return area[0];
  }
  return 'node itself';
}

/** A package, a file of the service, or a part of the runtime. */
function placeOf({ functionName, url }) {
  if (url === '') return functionName;
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  return name ?? url.replace(/^.*\/dist\/src\//, 'src/');
}

function add(times, key, time) {
  times.set(key, (times.get(key) ?? 0) + time);
}

function inPercent(times) {
  const all = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .map(([name, time]) => ({ name, percent: round((time / all) * 100, 1) }))
    .sort((a, b) => b.percent - a.percent);
}
