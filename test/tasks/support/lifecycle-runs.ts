/** What random sequences do to a run by name or by force, and the ladder's last step, which comes before a recovery. */
import { CommandBus, type ICommand } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Lane } from '../../../src/ledger/lane/lane.js';
import { CancelRun } from '../../../src/runs/commands/cancel-run.js';
import { ClaimRun } from '../../../src/runs/commands/claim-run.js';
import { CompleteRun } from '../../../src/runs/commands/complete-run.js';
import { FailRun } from '../../../src/runs/commands/fail-run.js';
import { ForceFailRun } from '../../../src/runs/commands/force-fail-run.js';
import { ForceReleaseRun } from '../../../src/runs/commands/force-release-run.js';
import { RecoverRun } from '../../../src/runs/commands/recover-run.js';
import { RetryRun } from '../../../src/runs/commands/retry-run.js';
import { StartRun } from '../../../src/runs/commands/start-run.js';
import { refuseUnlessAllowed } from '../../../src/tasks/domain/decide/run-command.js';
import { existingTask, findRun } from '../../../src/tasks/domain/task-state.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import type { RunStatus } from '../../../src/tasks/domain/vocabulary.js';
import type { TestApp } from '../../support/test-app.js';
import { CONTEXT } from './plant-tree.js';

export const ON_RUN = [
  ...(['flag', 'force_release', 'force_fail', 'retry', 'recover'] as const),
  ...(['claim_run', 'start_run', 'complete_run', 'fail_run', 'cancel_run'] as const),
] as const;
export type OnRun = (typeof ON_RUN)[number];

interface RunPlace {
  readonly id: string;
  readonly task_id: string;
}

/** In what state each is allowed. */
const SUITED: Readonly<Record<OnRun, RunStatus>> = {
  flag: 'queued',
  force_release: 'claimed',
  force_fail: 'queued',
  retry: 'failed',
  recover: 'needs_attention',
  claim_run: 'queued',
  start_run: 'claimed',
  complete_run: 'running',
  fail_run: 'running',
  cancel_run: 'running',
};
const RUNS =
  'SELECT id, task_id FROM runs WHERE task_id = ANY($1::text[]) AND ($2::text IS NULL OR status = $2) ' +
  'ORDER BY queued_at DESC, id';

/** Which run: by number among those in a state that suits, or among all of them; the newest come first. */
export interface WhichRun {
  readonly nth: number;
  readonly suited: boolean;
}

/** Does it to a run of these tasks; false when there is none. */
export async function actOnRun(
  { app }: TestApp,
  action: OnRun,
  taskIds: readonly string[],
  { nth, suited }: WhichRun,
): Promise<boolean> {
  const runs = await app.get(DataSource).query<RunPlace[]>(RUNS, [taskIds, suited ? SUITED[action] : null]);
  const run = runs[nth % runs.length];
  if (!run) return false;
  if (action === 'flag') await flag(app.get(Lane), run);
  else await app.get(CommandBus, { strict: false }).execute(commandFor(action, run.id));
  return true;
}

function commandFor(action: Exclude<OnRun, 'flag'>, run_id: string): ICommand {
  switch (action) {
    case 'force_release':
      return new ForceReleaseRun({ run_id }, CONTEXT);
    case 'force_fail':
      return new ForceFailRun({ run_id, reason: 'stuck' }, CONTEXT);
    case 'retry':
      return new RetryRun({ run_id }, CONTEXT);
    case 'recover':
      return new RecoverRun({ run_id }, CONTEXT);
    case 'claim_run':
      return new ClaimRun({ run_id }, CONTEXT);
    case 'start_run':
      return new StartRun({ run_id, principal_ref: 'local-user', held_only: false }, CONTEXT);
    case 'complete_run':
      return new CompleteRun({ run_id, result: { words: 3 } }, CONTEXT);
    case 'fail_run':
      return new FailRun({ run_id, error: 'it broke' }, CONTEXT);
    case 'cancel_run':
      return new CancelRun({ run_id, reason: 'enough' }, CONTEXT);
  }
}

async function flag(lane: Lane, { id, task_id }: RunPlace): Promise<void> {
  await lane.execute({
    name: 'flag_for_attention',
    context: CONTEXT,
    execute: async (unit) => {
      const task = existingTask(await unit.load(taskStream, task_id));
      const run = task && findRun(task, id);
      if (!task || !run) return;
      const refusal = refuseUnlessAllowed('flag_for_attention', run);
      if (refusal) throw refusal;
      const data = { run_id: id, task_status: task.status, diagnostic: 'nobody came', queued_at: run.queued_at };
      unit.append(taskStream, task_id, [{ type: 'task.run_needs_attention', data }]);
    },
  });
}
