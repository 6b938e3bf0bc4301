/** Who takes part: taskledger over HTTP, and each peer in a process of its own, all with the same questions asked. */
import { startLoad } from '../http/load-process.mjs';
import { startService } from '../http/service-process.mjs';
import { query, settle } from '../support/database.mjs';
import { findNode } from './packages.mjs';

/** What the service calls its database on the server that it brings. */
const OWN_DATABASE = '/taskledger';
/** Of the service: the lane and the listener have one each besides the pool. */
const OWN_CONNECTIONS = 2;
/** What the load's process calls each kind: a run of a task that is there is queued by one call, a new task's by two. */
const LOADS = { enqueue: 'run', 'create and start': 'enqueue', cycle: 'cycle' };
/** Tasks without a run before an enqueue, for each second of it: more than are queued. */
const READY_PER_SECOND = 2_500;

/**
 * The service, asked over HTTP by a process of its own. It brings the Postgres server that all others use as well.
 * @returns `name`, `does({ kind, batch })`, `prepare({ kind, depth })`, `measure({ kind, workers, seconds, batch })`,
 *   `end()`, and `databaseUrl`
 */
export async function startOurs(connections) {
  const service = await startService({ TASKLEDGER_POOL_SIZE: String(connections - OWN_CONNECTIONS) });
  const { url } = service;
  const databaseUrl = Object.assign(new URL(service.databaseUrl), { pathname: OWN_DATABASE }).href;
  const load = startLoad();
  const count = async (table) => Number((await query(databaseUrl, `SELECT count(*) FROM ${table}`))[0].count);
  return {
    name: 'taskledger',
    databaseUrl,
    does: ({ batch }) => batch === 1,
    prepare: async ({ kind, depth, seconds }) => {
      if (kind === 'cycle') {
        await load.ask({ kind: 'fill', url, count: Math.max(0, depth - (await count('claim_queue'))) });
      }
      if (kind === 'enqueue') await load.ask({ kind: 'ready', url, count: READY_PER_SECOND * seconds });
      await settle(databaseUrl);
    },
    measure: async ({ kind, workers, seconds }) => {
      const table = `events WHERE type = '${kind === 'cycle' ? 'task.run_completed' : 'task.run_enqueued'}'`;
      const before = await count(table);
      const { calls, perSecond } = await load.ask({ kind: LOADS[kind], url, sessions: workers, seconds });
      const stored = (await count(table)) - before;
      if (stored !== calls) throw new Error(`${calls} answers were counted, the log says ${stored}`);
      return { perSecond };
    },
    end: async () => {
      load.end();
      await service.stop();
    },
  };
}

/** A peer, by the name of its file here. @param url of what it keeps its jobs in */
export async function startPeer(name, url, { connections, batches = true }) {
  const load = startLoad('../peers/peer-process.mjs', { execPath: findNode().path });
  await load.ask({ kind: 'open', name, url, connections });
  return {
    name,
    does: ({ kind, batch }) => kind !== 'create and start' && (batch === 1 || batches || kind === 'enqueue'),
    prepare: async ({ kind, depth }) => {
      if (kind === 'cycle') await load.ask({ kind: 'fill', depth });
      if (url.startsWith('postgres')) await settle(url);
    },
    measure: async (job) => {
      const figures = await load.ask(job);
      // Batches leave more behind than the jobs one by one are to be measured with.
      if (job.batch > 1) await load.ask({ kind: 'clear' });
      return figures;
    },
    end: () => load.end(),
  };
}
