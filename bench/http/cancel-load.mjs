/** What the bench of a tree's cancellation does over HTTP: the tree, and the load beside which it is canceled. */
import { runItems } from '../support/run-callers.mjs';
import { percentile } from '../support/statistics.mjs';

const TASK = { scope: 'global', title: 'Count the words of one file', metadata: { path: '/data/in/part-0001.txt' } };
/** Children of a task of the tree: 2,000 tasks are four levels. */
const CHILDREN = 20;
const PLANTERS = 64;

/** A tree of tasks, each with a queued run. @returns `rootId` */
export async function plantTree(post, size) {
  const { task } = await post('/api/tasks', TASK);
  const ids = [task.id];
  for (let level = [task.id]; ids.length < size;) {
    const wanted = level.flatMap((id) => Array(CHILDREN).fill(id)).slice(0, size - ids.length);
    level = await runItems(PLANTERS, wanted, async (id) => (await post(`/api/tasks/${id}/children`, TASK)).task.id);
    ids.push(...level);
  }
  await runItems(PLANTERS, ids, (id) => post(`/api/tasks/${id}/runs`));
  return { rootId: task.id };
}

/**
 * Callers who create and start tasks, and after a third of the time the cancellation of a tree, if one is named.
 * @returns each command's p50 and p99 in ms, the cancellation's time, and the same of the commands that were under way
 *   during it
 */
export async function cancelBesideLoad(post, { callers, seconds, rootId }) {
  const samples = [];
  const end = performance.now() + seconds * 1000;
  const timed = async (path, body) => {
    const from = performance.now();
    const answer = await post(path, body);
    samples.push({ from, to: performance.now() });
    return answer;
  };
  const one = async () => {
    while (performance.now() < end) {
      const { task } = await timed('/api/tasks', TASK);
      await timed(`/api/tasks/${task.id}/start`);
    }
  };
  const [canceled] = await Promise.all([
    rootId === undefined ? undefined : cancelAfter(post, rootId, (seconds * 1000) / 3),
    ...Array.from({ length: callers }, one),
  ]);
  const beside = canceled ? samples.filter(({ from, to }) => from < canceled.to && to > canceled.from) : [];
  return {
    perSecond: samples.length / seconds,
    ...figures(samples),
    ...(canceled
      ? { cancelMs: canceled.to - canceled.from, beside: { count: beside.length, ...figures(beside) } }
      : {}),
  };
}

async function cancelAfter(post, rootId, ms) {
  await new Promise((resolve) => setTimeout(resolve, ms));
  const from = performance.now();
  await post(`/api/tasks/${rootId}/cancel`, { reason: 'no longer needed' });
  return { from, to: performance.now() };
}

function figures(samples) {
  const times = samples.map(({ from, to }) => to - from);
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}
