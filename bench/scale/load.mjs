/**
 * The load of the scale bench, a process of its own so that its work is not the service's. It is told to send waves: so many
 * tasks go through every command together, one command after the other, in a workspace of their own, and the time of each
 * command is counted apart.
 */
import { randomUUID } from 'node:crypto';
import { connectCalls } from '../http/connect.mjs';
import { runItems } from '../support/run-callers.mjs';

/** Tasks of a wave, and sessions: each session holds one run at a time. */
const SIZE = 64;
const CALLERS = 16;
const AGENT = { agent_name: 'bench', ttl_seconds: 86_400 };
const TASK = { scope: 'workspace', title: 'Count the words of one file', metadata: { path: '/data/in/part-0001.txt' } };
const RESULT = { result: { lines: 1200, words: 8400, checksum: 'd41d8cd98f00b204e9800998ecf8427e' } };
const places = new Map();

async function placeAt(url) {
  const call = connectCalls(url);
  const { workspace } = await call('POST', '/api/workspaces', { name: `bench ${randomUUID()}` });
  const sessions = await runItems(CALLERS, Array(SIZE).fill({ ...AGENT, workspace: workspace.id }), (body) =>
    call('POST', '/api/agent/sessions', body),
  );
  const agents = sessions.map(({ session }) => {
    return { headers: { 'x-agh-session-id': session.session_id, 'x-agh-agent': AGENT.agent_name } };
  });
  return { call, task: { ...TASK, workspace: workspace.id }, agents };
}

/** @returns of each command how many there were and the ms that they took together */
async function wave({ url }) {
  if (!places.has(url)) places.set(url, await placeAt(url));
  const place = places.get(url);
  const figures = {};
  const timed = async (command, items, act) => {
    const begun = performance.now();
    const answers = await runItems(CALLERS, items, act);
    const { count = 0, ms = 0 } = figures[command] ?? {};
    figures[command] = { count: count + items.length, ms: ms + performance.now() - begun };
    return answers;
  };
  const tasks = await createTasks(place, timed, {});
  await timed('update', tasks, (id) => place.call('PATCH', `/api/tasks/${id}`, { title: 'Count them again' }));
  await timed('start', tasks, onTask(place, 'start'));
  const { completed, retried } = await work(place, timed);
  const planned = await plan(place, timed, completed);
  await timed('cancel', [...retried, ...planned], onTask(place, 'cancel'));
  return figures;
}

function onTask({ call }, path, body = {}) {
  return (id) => call('POST', `/api/tasks/${id}/${path}`, body);
}

async function createTasks({ call, task }, timed, more) {
  const bodies = Array(SIZE).fill({ ...task, ...more });
  const answers = await timed('create', bodies, (body) => call('POST', '/api/tasks', body));
  return answers.map((answer) => answer.task.id);
}

/** The queued runs are claimed and kept alive; half are completed, half fail and are tried again. @returns their tasks */
async function work({ call, agents }, timed) {
  const agent =
    (path, body) =>
    ({ run, headers }) =>
      call('POST', `/api/agent/tasks/${run.id}/${path}`, body, headers);
  const held = await timed('claim-next', agents, async ({ headers }) => {
    const answer = await call('POST', '/api/agent/tasks/claim-next', {}, headers);
    if (answer === undefined) throw new Error('the queue ran empty');
    return { run: answer.claim.run, headers };
  });
  await timed('heartbeat', held, agent('heartbeat', {}));
  const [done, failed] = [held.slice(0, SIZE / 2), held.slice(SIZE / 2)];
  await timed('complete', done, agent('complete', RESULT));
  await timed('fail', failed, agent('fail', { error: 'the file is not there' }));
  await timed('retry', failed, ({ run }) => call('POST', `/api/runs/${run.id}/retry`, {}));
  const tasksOf = (runs) => runs.map(({ run }) => run.task_id);
  return { completed: tasksOf(done), retried: tasksOf(failed) };
}

/** Tasks on their way into the queue: drafts with a child and a dependency that is met, and such as want an approval. */
async function plan(place, timed, completed) {
  const drafts = await createTasks(place, timed, { draft: true });
  await timed('create child', drafts, onTask(place, 'children', place.task));
  const edges = drafts.map((id, i) => ({ id, depends_on_task_id: completed[i % completed.length] }));
  await timed('add dependency', edges, ({ id, ...edge }) => onTask(place, 'dependencies', edge)(id));
  await timed('pause', drafts, onTask(place, 'pause', { reason: 'hold' }));
  await timed('resume', drafts, onTask(place, 'resume'));
  await timed('publish', drafts, onTask(place, 'publish'));
  const approvals = await createTasks(place, timed, { approval_policy: 'manual' });
  await timed('approve', approvals, onTask(place, 'approve'));
  return [...drafts, ...approvals];
}

const JOBS = { wave };

process.on('message', async (job) => {
  try {
    process.send({ figures: await JOBS[job.kind](job) });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
