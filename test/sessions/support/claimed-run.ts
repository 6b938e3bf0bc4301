import { randomUUID } from 'node:crypto';
import type { CommandContext } from '../../../src/ledger/event.js';
import { newId } from '../../../src/ledger/identifiers.js';
import type { Lane } from '../../../src/ledger/lane/lane.js';
import { createTask } from '../../../src/tasks/domain/decide/create-task.js';
import { claimRun } from '../../../src/tasks/domain/decide/claim-run.js';
import { enqueueRun } from '../../../src/tasks/domain/decide/enqueue-run.js';
import { existingTask, type TaskState } from '../../../src/tasks/domain/task-state.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';

export const testContext: CommandContext = {
  actor: { kind: 'human', ref: 'local-user' },
  origin: { kind: 'http', ref: 'test' },
  correlationId: 'test',
};

/** Creates a task, in a workspace if one is given. */
export async function makeTask(lane: Lane, workspaceId?: string): Promise<TaskState> {
  const id = newId('task');
  const { result } = await lane.execute({
    name: 'make_task',
    context: testContext,
    execute: (unit) => {
      unit.fresh(taskStream, id);
      const decision = createTask(
        null,
        {
          id,
          uuid: randomUUID(),
          scope: workspaceId === undefined ? 'global' : 'workspace',
          workspace_id: workspaceId,
          title: 'Work',
          priority: 'medium',
          max_attempts: 3,
          auto_enqueue_on_ready: false,
          draft: false,
          approval_policy: 'none',
        },
        { number: unit.nextPosition },
      );
      return unit.append(taskStream, id, decision);
    },
  });
  const task = existingTask(result);
  if (!task) throw new Error('the task was not created');
  return task;
}

export interface ClaimedRun {
  readonly task_id: string;
  readonly run_id: string;
}

/** A run that the session has claimed: under a lease as claim-next does, or without one as an operator's start does. */
export async function claimedRun(lane: Lane, sessionId: string, lease: 'leased' | 'lease-less'): Promise<ClaimedRun> {
  const task = await makeTask(lane);
  const run_id = newId('run');
  await lane.execute({
    name: 'claim_run',
    context: testContext,
    execute: async (unit) => {
      const before = existingTask(await unit.load(taskStream, task.id));
      if (!before) throw new Error('the task is gone');
      const facts = { run_id, number: unit.nextPosition, now: unit.now };
      const queued = existingTask(unit.append(taskStream, task.id, enqueueRun(before, { task_id: task.id }, facts)));
      const run = queued?.runs[0];
      if (!queued || !run) throw new Error('the run was not queued');
      if (lease === 'leased') {
        const hash = { now: unit.now, claim_token_hash: `sha256:${'0'.repeat(64)}` };
        return unit.append(
          taskStream,
          task.id,
          claimRun(queued, run, { session_id: sessionId, lease_seconds: 300 }, hash),
        );
      }
      const claimed_by = { kind: 'agent_session', ref: sessionId } as const;
      return unit.append(taskStream, task.id, [
        { type: 'task.run_claimed', data: { run_id, task_status: 'in_progress', claimed_by, session_id: sessionId } },
      ]);
    },
  });
  return { task_id: task.id, run_id };
}
