/**
 * What an operator and workers do all day, as kinds of calls with their order. Each caller goes through the lives of tasks
 * one after the other, in turn as the operator who creates, starts and looks, and as the worker who claims, keeps alive and
 * ends. Every caller puts a run into the queue before it claims one, so that the queue is never empty.
 */

const TASK = {
  scope: 'workspace',
  title: 'Count the words of one file',
  description: 'Read the file, count what is in it, and write the figures where the next one expects them.',
  max_attempts: 10,
  metadata: { path: '/data/in/part-0001.txt' },
};
const RESULT = { lines: 1200, words: 8400, checksum: 'd41d8cd98f00b204e9800998ecf8427e' };

const START = ['create', 'get', 'start', 'list', 'claim', 'heartbeat'];
const LIFE = [...START, 'get', 'heartbeat', 'timeline', 'complete'];
const FAILING = [...START, 'fail', 'get', 'retry', 'timeline', 'claim', 'heartbeat', 'complete'];
/** One life of five fails and is tried again. */
const LIVES = [[...LIFE, 'inbox'], [...LIFE, 'dashboard'], [...LIFE, 'inbox'], [...LIFE, 'dashboard'], FAILING];

const worker = (path, body) => (caller) => {
  return caller.call('POST', `/api/agent/tasks/${caller.runId}/${path}`, body, caller.headers);
};
const reading = (path) => (caller) => caller.call('GET', path(caller));

/** Kinds of calls: what each does with its caller. */
export const KINDS = {
  create: { writes: true, call: createTask },
  start: { writes: true, call: (caller) => caller.call('POST', `/api/tasks/${caller.taskId}/start`, {}) },
  claim: { writes: true, call: claimNext },
  heartbeat: { writes: true, call: worker('heartbeat', {}) },
  complete: { writes: true, call: worker('complete', { result: RESULT }) },
  fail: { writes: true, call: worker('fail', { error: 'the file is not there' }) },
  retry: { writes: true, call: (caller) => caller.call('POST', `/api/runs/${caller.runId}/retry`, {}) },
  get: { writes: false, call: reading(({ taskId }) => `/api/tasks/${taskId}`) },
  list: { writes: false, call: reading(() => '/api/tasks?limit=50') },
  timeline: { writes: false, call: reading(({ taskId }) => `/api/tasks/${taskId}/timeline`) },
  inbox: { writes: false, call: reading(() => '/api/observe/tasks/inbox?limit=20') },
  dashboard: { writes: false, call: reading(() => '/api/observe/tasks/dashboard') },
};

async function createTask(caller) {
  const { task } = await caller.call('POST', '/api/tasks', { ...TASK, workspace: caller.workspace });
  caller.taskId = task.id;
}

async function claimNext(caller) {
  const claimed = await caller.call('POST', '/api/agent/tasks/claim-next', {}, caller.headers);
  if (claimed === undefined) throw new Error('the queue ran empty: callers claim more than they start');
  caller.runId = claimed.claim.run.id;
}

/** The share of each kind among all calls, in percent. */
export function shares() {
  const all = LIVES.flat();
  return Object.fromEntries(
    Object.keys(KINDS).map((kind) => {
      const share = all.filter((one) => one === kind).length / all.length;
      return [kind, Number((share * 100).toFixed(1))];
    }),
  );
}

/** @returns the kind of the caller's next call, call by call; callers begin with different lives. */
export function script(number) {
  const own = [...LIVES.slice(number % LIVES.length), ...LIVES.slice(0, number % LIVES.length)].flat();
  let next = 0;
  return () => own[next++ % own.length];
}
