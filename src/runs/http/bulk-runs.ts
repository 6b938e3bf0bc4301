import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Answer } from '../../http/answer.js';
import { rowErrorOf } from '../../http/errors/row-error.js';
import type { Caller } from '../../http/identity/caller.js';
import { ResourceScopes } from '../../http/identity/resource-scopes.js';
import type { BulkRunResult, ErrorBody } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Rejection } from '../../ledger/rejection.js';
import { ForceLimits } from '../../tasks/commands/force-limits.js';
import { TaskAnswers } from '../../tasks/http/task-answers.js';
import type { ForceFailRun } from '../commands/force-fail-run.js';
import type { ForceReleaseRun } from '../commands/force-release-run.js';
import type { RunOfTask } from '../commands/run-of-task.js';

/** Run ids of one call (`runs.md` 0.2). */
const MAX_RUNS = 50;

/** Who asks, and what is answered. */
export interface BulkCall {
  readonly caller: Caller;
  readonly context: CommandContext;
  readonly reply: Answer;
}

/** Refuses more ids than one call may have, repeated ones included: `bulk_too_large` (`runs.md` 3.20). */
export function refuseTooMany(runIds: readonly string[] | undefined): void {
  const count = runIds?.length ?? 0;
  if (count <= MAX_RUNS) return;
  const message = `${count} run ids in one call, of which there may be ${MAX_RUNS}`;
  throw new Rejection('bulk_too_large', message, {
    diagnostic: {
      code: 'bulk_too_large',
      severity: 'error',
      title: 'Bulk force operation is too large',
      message,
      evidence: { limit: MAX_RUNS, count },
    },
  });
}

/** One force operation on many runs: each by a command of its own, one after another, whatever becomes of the others. */
@Injectable()
export class BulkRuns {
  constructor(
    private readonly commands: CommandBus,
    private readonly answers: TaskAnswers,
    private readonly limits: ForceLimits,
    private readonly scopes: ResourceScopes,
  ) {}

  /** Refuses `forbidden_operator_action` once for all rows (`http.md` 5, choice). */
  requireAllowed({ actor }: CommandContext): void {
    this.limits.requireAllowed(actor);
  }

  /**
   * A row for each run in the order of the ids, repeated ones where they stand first. Refused: `force_op_rate_limited` where
   * every row would say so and none has done anything (`http.md` 5, choice).
   */
  async rows(
    runIds: readonly string[],
    call: BulkCall,
    commandFor: (runId: string) => ForceReleaseRun | ForceFailRun,
  ): Promise<BulkRunResult[]> {
    const rows: BulkRunResult[] = [];
    const limited: Rejection[] = [];
    for (const run_id of new Set(runIds)) {
      try {
        rows.push(await this.done(run_id, call, commandFor(run_id)));
      } catch (error) {
        if (error instanceof Rejection && error.code === 'force_op_rate_limited') limited.push(error);
        rows.push({ run_id, ok: false, error: errorOf(error, call) });
      }
    }
    const [first] = limited;
    if (first && limited.length === rows.length) throw first;
    return rows;
  }

  private async done(
    run_id: string,
    { caller, reply }: BulkCall,
    command: ForceReleaseRun | ForceFailRun,
  ): Promise<BulkRunResult> {
    // As the guard does for ids in paths: what lies in another workspace is as if it were not there.
    await this.scopes.require(caller, 'run', run_id);
    const { result, position }: Committed<RunOfTask> = await this.commands.execute(command);
    reply.at(position);
    return { run_id, ok: true, run: await this.answers.run(result) };
  }
}

function errorOf(error: unknown, { context }: BulkCall): ErrorBody {
  return rowErrorOf(error, `a row of ${context.origin.ref}`, context.correlationId);
}
