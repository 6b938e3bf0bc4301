/** BullMQ with its defaults: its worker takes the jobs itself, completed jobs are kept. It takes no batches. */
import { Queue, Worker } from 'bullmq';
import { JOB, QUEUE, RESULT } from './jobs.mjs';
import { watchRunner } from './watch-runner.mjs';

export async function open({ url }) {
  const connection = { url, maxRetriesPerRequest: null };
  const queue = new Queue(QUEUE, { connection });
  await queue.waitUntilReady();
  const unfinished = () => queue.getJobCountByTypes('waiting', 'active', 'prioritized', 'delayed', 'failed');
  return {
    enqueue: () => queue.add(QUEUE, JOB),
    enqueueMany: (jobs) => queue.addBulk(Array(jobs).fill({ name: QUEUE, data: JOB })),
    takeAndComplete: ({ workers, seconds }) =>
      watchRunner({ seconds, start: (done) => startWorker(connection, workers, done), unfinished }),
    unfinished,
    clear: () => queue.obliterate({ force: true }),
  };
}

function startWorker(connection, concurrency, done) {
  const worker = new Worker(QUEUE, async () => RESULT, { connection, concurrency });
  worker.on('completed', done);
  worker.on('error', (error) => console.error(`bullmq: ${error}`));
  return () => worker.close();
}
