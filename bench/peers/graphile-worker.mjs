/**
 * graphile-worker with its defaults and a task that does nothing. Its runner takes the jobs itself: one by one, or with
 * its local queue and completions in batches. It deletes a job that has succeeded.
 */
import { Logger, makeWorkerUtils, run, WorkerPreset } from 'graphile-worker';
import { EventEmitter } from 'node:events';
import { JOB, QUEUE } from './jobs.mjs';
import { watchRunner } from './watch-runner.mjs';

/** A line for each job would be measured as well. */
const QUIET = new Logger(() => (level, message) => {
  if (level === 'error') console.error(`graphile-worker: ${message}`);
});
const JOBS = 'graphile_worker._private_jobs';

export async function open({ url, connections }) {
  const worker = { connectionString: url, maxPoolSize: connections, logger: QUIET };
  const utils = await makeWorkerUtils({ preset: { extends: [WorkerPreset], worker } });
  await utils.migrate();
  const query = (text) => utils.withPgClient((client) => client.query(text));
  const unfinished = async () => Number((await query(`SELECT count(*) FROM ${JOBS}`)).rows[0].count);
  return {
    enqueue: () => utils.addJob(QUEUE, JOB),
    enqueueMany: (jobs) => utils.addJobs(Array(jobs).fill({ identifier: QUEUE, payload: JOB })),
    takeAndComplete: (load) =>
      watchRunner({ seconds: load.seconds, start: (done) => startRunner(worker, load, done), unfinished }),
    unfinished,
    clear: () => query(`DELETE FROM ${JOBS}`),
  };
}

async function startRunner(settings, { workers, batch }, done) {
  const batched = batch > 1 ? { localQueue: { size: batch }, completeJobBatchDelay: 0 } : {};
  const worker = { ...settings, ...batched, concurrentJobs: workers };
  const events = new EventEmitter();
  events.on('job:complete', done);
  const runner = await run({
    preset: { extends: [WorkerPreset], worker },
    taskList: { [QUEUE]: async () => undefined },
    noHandleSignals: true,
    events,
  });
  return () => runner.stop();
}
