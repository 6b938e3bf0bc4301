/** One task with a queued run of each kind, made by the service itself: what its rows look like is copied from these. */
import { fingerprint } from '../../dist/src/ledger/fingerprint.js';
import { claimableRun } from '../../dist/src/tasks/domain/claimability.js';
import { taskStream } from '../../dist/src/tasks/domain/task-stream.js';
import { KINDS } from './mix.mjs';

const TASK = { title: 'Count the words of one file', metadata: { path: '/data/in/part-0001.txt' } };

/** @returns the kinds with the ids of a task and a run of theirs. */
export async function makePrototypes(post, database, places) {
  const made = [];
  for (const kind of KINDS) {
    const task = await post('/api/tasks', newTask(kind, places));
    const { run } = await post(`/api/tasks/${task.task.id}/runs`);
    if (kind.paused) await post(`/api/tasks/${task.task.id}/pause`, { reason: 'hold' });
    if (kind.constraints) await constrain(database, task.task.id, kind.constraints);
    made.push({ ...kind, taskId: task.task.id, runId: run.id });
  }
  return made;
}

/** The body of createTask for a task of a kind. */
export function newTask({ open, channelled, elsewhere }, places) {
  const workspace = open ? places.open : channelled ? places.channelled : places.elsewhere;
  return { ...TASK, scope: 'workspace', workspace, ...(open ?? channelled ?? elsewhere) };
}

/** As an execution profile would: the task's state has the constraints, and its run stands in their class. */
async function constrain(database, taskId, claim_constraints) {
  const stream = `task:${taskId}`;
  const { rows } = await database.query('SELECT * FROM events WHERE stream = $1 ORDER BY version', [stream]);
  const state = { ...rows.map(recorded).reduce(taskStream.evolve, taskStream.initial), claim_constraints };
  const run = claimableRun(state);
  const key = fingerprint(run.class);
  await database.query('UPDATE streams SET state = $2, state_at = version, state_version = $3 WHERE id = $1', [
    ...[stream, JSON.stringify(state), taskStream.stateVersion],
  ]);
  await database.query(
    'INSERT INTO claim_classes (class, workspace_id, owner_key, definition) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [key, run.class.workspace_id, run.class.owner, JSON.stringify(run.class)],
  );
  await database.query('UPDATE claim_queue SET class = $2 WHERE run_id = $1', [run.run_id, key]);
}

function recorded({ type, data, position, recorded_at, actor_kind, actor_ref, origin_kind, origin_ref }) {
  return {
    ...{ type, data, position: Number(position), recordedAt: new Date(recorded_at).toISOString() },
    actor: { kind: actor_kind, ref: actor_ref },
    origin: { kind: origin_kind, ref: origin_ref },
  };
}
