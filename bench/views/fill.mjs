/**
 * Tasks of a ledger that is in use, written by the service's own commands, one command a task: in fifty workspaces or none,
 * of two thousand owners or none, a fifth in five channels; most done, some waiting for approval, queued, at work, failed.
 */
import { randomUUID } from 'node:crypto';
import { newId } from '../../dist/src/ledger/identifiers.js';
import { claimRun, nextLeaseEpoch } from '../../dist/src/tasks/domain/decide/claim-run.js';
import { createTask } from '../../dist/src/tasks/domain/decide/create-task.js';
import { enqueueRun } from '../../dist/src/tasks/domain/decide/enqueue-run.js';
import { completeLeasedRun, failLeasedRun } from '../../dist/src/tasks/domain/decide/hold-run.js';
import { taskStream } from '../../dist/src/tasks/domain/task-stream.js';

const CONTEXT = {
  actor: { kind: 'human', ref: 'local-user' },
  origin: { kind: 'http', ref: 'bench' },
  correlationId: 'bench',
};
const LEASE_SECONDS = 86_400;
/** Runs at work are as many as there are workers, however many tasks there are. */
const AT_WORK = 200;
const CALLERS = 256;

/** @param workspaces ids. */
export async function fillLedger(lane, { tasks, workspaces }) {
  let written = 0;
  const next = () => lifeOf(written++, workspaces);
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (written < tasks) await lane.execute(next());
    }),
  );
}

function lifeOf(n, workspaces) {
  const task = newTask(n, workspaces);
  return {
    name: 'fill',
    context: CONTEXT,
    execute: (unit) => {
      unit.fresh(taskStream, task.id);
      const state = unit.append(taskStream, task.id, createTask(null, task, { number: unit.nextPosition }));
      if (task.approval_policy === 'none' && !task.draft) work(unit, state, n);
    },
  };
}

function work(unit, task, n) {
  const fate = n < AT_WORK ? 'at_work' : pick(n, ['queued', 'done', 'done', 'done', 'failed', 'none']);
  if (fate === 'none') return;
  const append = (decide) => unit.append(taskStream, task.id, decide());
  const holder = { run_id: newId('run'), session_id: newId('sess'), holds_other_lease: false };
  const made = { run_id: holder.run_id, number: unit.nextPosition, now: unit.now };
  const queued = append(() => enqueueRun(task, { task_id: task.id }, made));
  if (fate === 'queued') return;
  const claimed = append(() => claim(queued, holder, unit.now));
  if (fate === 'done') append(() => completeLeasedRun(claimed, holder, { now: unit.now }));
  if (fate === 'failed') append(() => failLeasedRun(claimed, { ...holder, error: 'it broke' }, { now: unit.now }));
}

function claim(task, { session_id }, now) {
  const [run] = task.runs;
  const claim_token_hash = `sha256:${'0'.repeat(56)}${String(nextLeaseEpoch(run)).padStart(8, '0')}`;
  return claimRun(task, run, { session_id, lease_seconds: LEASE_SECONDS }, { now, claim_token_hash });
}

function newTask(n, workspaces) {
  const workspace_id = n % 3 === 0 ? undefined : workspaces[Math.floor(workspaces.length * chance(n, 1) ** 2)];
  const owner = chance(n, 2);
  return {
    id: newId('task'),
    uuid: randomUUID(),
    identifier: `OPS-${n}`,
    scope: workspace_id === undefined ? 'global' : 'workspace',
    ...(workspace_id === undefined ? {} : { workspace_id }),
    ...(chance(n, 3) < 0.2 ? { network_channel: `channel-${Math.floor(5 * chance(n, 4) ** 2)}` } : {}),
    ...(owner < 0.1 ? { owner: { kind: 'human', ref: 'local-user' } } : {}),
    ...(owner > 0.6 ? { owner: { kind: 'automation', ref: `owner-${Math.floor(2000 * chance(n, 5) ** 2)}` } } : {}),
    title: `Count the words of part ${n}`,
    priority: pick(n, ['low', 'medium', 'medium', 'high', 'urgent']),
    max_attempts: 1,
    auto_enqueue_on_ready: false,
    draft: n % 20 === 1,
    approval_policy: n % 20 === 2 ? 'manual' : 'none',
  };
}

/** The same numbers in every run, from 0 to 1. */
function chance(n, which) {
  const x = Math.sin(n * 12.9898 + which * 78.233) * 43758.5453;
  return x - Math.floor(x);
}

function pick(n, words) {
  return words[Math.floor(words.length * chance(n, 6))];
}
