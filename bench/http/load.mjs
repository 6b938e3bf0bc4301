/**
 * The load of the HTTP bench, a process of its own so that its work is not the service's. It is told by messages what to
 * do, one at a time: `{ kind, url, sessions, seconds }`, and answers each with its figures.
 */
import { Agent, request } from 'node:http';
import { runCallers } from '../support/run-callers.mjs';

const TASK = { scope: 'global', title: 'Count the words of one file', metadata: { path: '/data/in/part-0001.txt' } };
const RESULT = { result: { lines: 1200, words: 8400, checksum: 'd41d8cd98f00b204e9800998ecf8427e' } };

/** One connection a caller, kept open. */
function connect(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const { hostname, port } = new URL(url);
  return (path, body = {}, headers = {}) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(body);
      const length = Buffer.byteLength(text);
      const options = {
        agent,
        hostname,
        port,
        path,
        method: 'POST',
        headers: { 'content-length': length, ...headers },
      };
      const sent = request(options, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const answered = Buffer.concat(chunks).toString();
          if (answer.statusCode >= 400) reject(new Error(`${path} answered ${answer.statusCode}: ${answered}`));
          else resolve(answered === '' ? undefined : JSON.parse(answered));
        });
      });
      sent.on('error', reject);
      sent.end(text);
    });
}

async function enqueueOne(post) {
  const { task } = await post('/api/tasks', TASK);
  await post(`/api/tasks/${task.id}/start`);
}

/** Tasks with a queued run, made before anything is measured. */
async function fill(post, count) {
  let left = count;
  const one = async () => {
    while (left-- > 0) await enqueueOne(post);
  };
  await Promise.all(Array.from({ length: 64 }, one));
}

async function register(post, count) {
  const one = async () => (await post('/api/agent/sessions', { agent_name: 'bench' })).session;
  const sessions = await Promise.all(Array.from({ length: count }, one));
  return sessions.map(({ session_id }) => ({ 'x-agh-session-id': session_id, 'x-agh-agent': 'bench' }));
}

const KINDS = {
  fill: async ({ url, count }) => {
    await fill(connect(url), count);
    return {};
  },
  enqueue: async ({ url, sessions, seconds }) => {
    const post = connect(url);
    return runCallers(sessions, seconds, () => enqueueOne(post));
  },
  cycle: async ({ url, sessions, seconds }) => {
    const post = connect(url);
    const headers = await register(post, sessions);
    return runCallers(sessions, seconds, async (caller) => {
      const claimed = await post('/api/agent/tasks/claim-next', {}, headers[caller]);
      if (claimed === undefined) throw new Error('the queue ran empty: the bench has to fill in more');
      await post(`/api/agent/tasks/${claimed.claim.run.id}/complete`, RESULT, headers[caller]);
    });
  },
};

process.on('message', async (job) => {
  try {
    process.send({ figures: await KINDS[job.kind](job) });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
