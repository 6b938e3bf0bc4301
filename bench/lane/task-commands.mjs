/**
 * The life of a task as commands: created, enqueued, claimed, kept alive, completed. They decide with the service's own
 * rules and touch one stream each, so that both contestants run the same code and write the same rows of every view. A
 * life is as long as the lane's interval between stored states, so that it too stores one a life.
 */
import { randomUUID } from 'node:crypto';
import { newId } from '../../dist/src/ledger/identifiers.js';
import { STATE_EVERY } from '../../dist/src/ledger/lane/stream-rows.js';
import { claimRun, nextLeaseEpoch } from '../../dist/src/tasks/domain/decide/claim-run.js';
import { createTask } from '../../dist/src/tasks/domain/decide/create-task.js';
import { enqueueRun } from '../../dist/src/tasks/domain/decide/enqueue-run.js';
import { completeLeasedRun, heartbeatRun } from '../../dist/src/tasks/domain/decide/hold-run.js';
import { taskStream } from '../../dist/src/tasks/domain/task-stream.js';

const LEASE_SECONDS = 300;
const DESCRIPTION = 'Read the file, count what is in it, and write the figures where the next one expects them.';
const RESULT = { lines: 1200, words: 8400, checksum: 'd41d8cd98f00b204e9800998ecf8427e' };

const CONTEXT = {
  actor: { kind: 'human', ref: 'local' },
  origin: { kind: 'http', ref: 'bench' },
  correlationId: 'bench',
};

/** @returns the next command of a caller, call by call: eight for each task, then the next task. */
export function taskCommands() {
  let next = newLife();
  return () => {
    const command = next.shift();
    if (next.length === 0) next = newLife();
    return command;
  };
}

function newLife() {
  const taskId = newId('task');
  const runId = newId('run');
  const holder = { run_id: runId, session_id: newId('sess'), holds_other_lease: false };
  const of = (name, decide) => ({
    name,
    context: CONTEXT,
    taskId,
    prepare: (unit) => unit.load(taskStream, taskId),
    execute: async (unit) => {
      const task = await unit.load(taskStream, taskId);
      return unit.append(taskStream, taskId, decide(task, unit));
    },
  });
  return [
    {
      ...of('create_task', (task, unit) => createTask(task, newTask(taskId), { number: unit.nextPosition })),
      isNew: true,
    },
    of('enqueue_run', (task, unit) => {
      return enqueueRun(task, { task_id: taskId }, { run_id: runId, number: unit.nextPosition, now: unit.now });
    }),
    of('claim_run', (task, unit) => claim(task, holder, unit.now)),
    ...Array.from({ length: STATE_EVERY - 4 }, () =>
      of('heartbeat_run', (task, unit) =>
        heartbeatRun(task, { ...holder, lease_seconds: LEASE_SECONDS }, { now: unit.now }),
      ),
    ),
    of('complete_leased_run', (task, unit) =>
      completeLeasedRun(task, { ...holder, result: RESULT }, { now: unit.now }),
    ),
  ].map(withoutLookOfNew);
}

/** An id just drawn needs no look into the database, as in the service. */
function withoutLookOfNew(command) {
  if (!command.isNew) return command;
  const { execute } = command;
  const declared = (unit) => {
    unit.fresh(taskStream, command.taskId);
    return execute(unit);
  };
  return { ...command, prepare: undefined, execute: declared };
}

function newTask(id) {
  return {
    id,
    uuid: randomUUID(),
    scope: 'global',
    title: 'Count the words of one file',
    description: DESCRIPTION,
    priority: 'medium',
    max_attempts: 3,
    auto_enqueue_on_ready: false,
    draft: false,
    approval_policy: 'none',
    metadata: { path: '/data/in/part-0001.txt' },
  };
}

function claim(task, holder, now) {
  const [run] = task.runs;
  const claimTokenHash = `sha256:${'0'.repeat(56)}${String(nextLeaseEpoch(run)).padStart(8, '0')}`;
  const command = { session_id: holder.session_id, lease_seconds: LEASE_SECONDS };
  return claimRun(task, run, command, { now, claim_token_hash: claimTokenHash });
}
