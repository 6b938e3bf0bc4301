/**
 * The same work by others: pg-boss and graphile-worker on the same Postgres server, BullMQ where a Redis is installed. They
 * are called in process and keep no history; taskledger is called over HTTP and keeps everything. bench/peers/README.md says
 * how to read the figures.
 *   BENCH_CONNECTIONS  database connections of each at most (default 10, which is the default of each; at most 30)
 */
import { startOurs, startPeer } from './peers/contestants.mjs';
import { findNode, installPackages } from './peers/packages.mjs';
import { redisVersion, startRedis } from './peers/redis.mjs';
import { reportPeers } from './peers/report.mjs';
import { makeDatabase } from './support/database.mjs';
import { describeMachine } from './support/machine.mjs';

const BATCH = 100;
/** Queued jobs before take and complete, for each second of it: more than anybody here takes. */
const DEPTH_PER_SECOND = new Map([
  [1, 10_000],
  [BATCH, 40_000],
]);
const KINDS = new Map([
  [1, ['enqueue', 'create and start', 'cycle']],
  [BATCH, ['enqueue', 'cycle']],
]);
const CASES = [...KINDS].flatMap(([batch, kinds]) =>
  kinds.flatMap((kind) => [16, 64].map((workers) => ({ kind, workers, batch }))),
);

export async function run({ rounds, seconds = 3 }) {
  const connections = Number(process.env.BENCH_CONNECTIONS ?? 10);
  const versions = installPackages();
  const node = findNode().version;
  const redis = redisVersion();
  const started = [];
  try {
    const { databaseUrl } = await startAll({ connections, redis }, started);
    const machine = await describeMachine(databaseUrl);
    await measureRound(started, 0, Math.min(1, seconds));
    const measured = [];
    for (let number = 0; number < rounds; number++) measured.push(await measureRound(started, number, seconds));
    return reportPeers({ ...machine, peers: { node, ...versions, redis }, connections, rounds, seconds }, measured);
  } finally {
    for (const { end } of started.toReversed()) await end();
  }
}

/** Those who have been started are in `started` also when another cannot be. @returns ours */
async function startAll({ connections, redis }, started) {
  const ours = await startOurs(connections);
  started.push(ours);
  for (const name of ['pg-boss', 'graphile-worker']) {
    const url = await makeDatabase(ours.databaseUrl, `bench_${name.replace('-', '_')}`);
    started.push(await startPeer(name, url, { connections }));
  }
  if (redis !== undefined) {
    const { url, stop } = await startRedis();
    started.push({ does: () => false, end: stop });
    started.push(await startPeer('bullmq', url, { batches: false }));
  }
  return ours;
}

/** Every case by everyone, one straight after the other; each round another of them begins. */
async function measureRound(contestants, number, seconds) {
  const measured = [];
  for (const one of CASES) {
    const able = contestants.filter(({ does }) => does(one));
    const first = number % able.length;
    for (const contestant of [...able.slice(first), ...able.slice(0, first)]) {
      await contestant.prepare({ ...one, seconds, depth: DEPTH_PER_SECOND.get(one.batch) * seconds });
      const { perSecond } = await contestant.measure({ ...one, seconds });
      measured.push({ ...one, name: contestant.name, perSecond });
    }
  }
  return measured;
}
