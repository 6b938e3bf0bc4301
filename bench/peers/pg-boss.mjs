/** pg-boss with its defaults: a queue of the standard policy, maintenance on, completed jobs kept for a week. */
import { PgBoss } from 'pg-boss';
import { runCallers } from '../support/run-callers.mjs';
import { JOB, QUEUE, RESULT } from './jobs.mjs';

export async function open({ url, connections }) {
  const boss = new PgBoss({ connectionString: url, max: connections });
  boss.on('error', (error) => console.error(`pg-boss: ${error}`));
  await boss.start();
  await boss.createQueue(QUEUE);
  const unfinished = async () => {
    const text = "SELECT count(*) FROM pgboss.job WHERE name = $1 AND state <> 'completed'";
    const { rows } = await boss.getDb().executeSql(text, [QUEUE]);
    return Number(rows[0].count);
  };
  return {
    enqueue: () => boss.send(QUEUE, JOB),
    enqueueMany: (jobs) => boss.insert(QUEUE, Array(jobs).fill({ data: JOB })),
    takeAndComplete: (load) => takeAndComplete(boss, load),
    unfinished,
    clear: () => boss.deleteAllJobs(QUEUE),
  };
}

async function takeAndComplete(boss, { workers, seconds, batch }) {
  let jobs = 0;
  const { perSecond, calls } = await runCallers(workers, seconds, async () => {
    const taken = await boss.fetch(QUEUE, { batchSize: batch });
    if (taken.length < batch) throw new Error('the queue ran empty: the bench has to fill in more');
    const ids = taken.map(({ id }) => id);
    const { affected } = await boss.complete(QUEUE, ids, RESULT);
    jobs += affected;
  });
  return { perSecond: (perSecond * jobs) / calls, jobs };
}
