/**
 * The callers and the workers of the held bench, a process of its own so that its work is not the service's: it is told
 * by one message what to do and answers when every call was answered.
 */
import { connect } from '../http/connect.mjs';

/** Few: what is measured is how late an answer is, not how it waits for its turn in a service that can do no more. */
const WORKERS = 4;
const MAKERS = 64;
const RESULT = { result: { lines: 1200, words: 8400 } };

async function inParallel(count, width, act) {
  let next = 0;
  const one = async () => {
    for (let n = next++; n < count; n = next++) await act(n);
  };
  await Promise.all(Array.from({ length: width }, one));
}

async function makeTasks(url, count) {
  const numbers = [];
  await inParallel(count, MAKERS, async () => {
    const body = JSON.stringify({ scope: 'global', title: 'Count the words of one file' });
    const answer = await fetch(`${url}/api/tasks`, { method: 'POST', body });
    await answer.text();
    numbers.push(Number(answer.headers.get('x-task-number')));
  });
  return numbers;
}

/** Each call with the number of its run and when it was answered, in ms since 1970. */
function callAll(post, numbers) {
  return numbers.map(async (number) => {
    const { task_run_id, status } = await post(`/api/tasks/${number}/runs`, { wait_for_completion: true });
    return { run: task_run_id, status, at: Date.now() };
  });
}

async function allHeld(url, count) {
  for (;;) {
    const text = await (await fetch(`${url}/metrics`)).text();
    if (Number(/^taskledger_held_calls (\d+)$/m.exec(text)?.[1]) === count) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function workAll(post, count) {
  let left = count;
  const worker = async () => {
    const { session } = await post('/api/agent/sessions', { agent_name: 'bench', ttl_seconds: 3_600 });
    const own = { 'x-agh-session-id': session.session_id, 'x-agh-agent': 'bench' };
    while (left-- > 0) {
      const { claim } = await post('/api/agent/tasks/claim-next', {}, own);
      await post(`/api/agent/tasks/${claim.run.id}/complete`, RESULT, own);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
}

async function hold({ url, calls }) {
  const post = connect(url);
  const answers = callAll(post, await makeTasks(url, calls));
  const broken = Promise.all(answers);
  await Promise.race([allHeld(url, calls), broken.then(() => Promise.reject(new Error('answered without an end')))]);
  const begun = performance.now();
  await workAll(post, calls);
  const answered = await broken;
  return { answered, seconds: (performance.now() - begun) / 1_000 };
}

process.on('message', async (job) => {
  try {
    process.send({ figures: await hold(job) });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
