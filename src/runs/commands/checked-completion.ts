import { Injectable } from '@nestjs/common';
import type { CommandContext, Json } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { Rejection } from '../../ledger/rejection.js';
import { MAX_RESULT_REJECTIONS, ResultUnchecked, type ResultVerdict } from '../../tasks/domain/decide/check-result.js';
import type { RunState } from '../../tasks/domain/task-state.js';
import { RunDocuments } from '../../tasks/lookups/run-documents.js';
import { ResultChecker } from '../results/result-checker.js';
import type { RunOfTask } from './run-of-task.js';

export interface CheckedCompletionOptions {
  readonly result: Json | undefined;
  readonly context: CommandContext;
  /** Completes the run, with the verdict on its result where there is one. */
  readonly attempt: (verdict?: ResultVerdict) => Promise<Committed<RunOfTask>>;
}

/**
 * A completion whose result is checked where its run asks for that (`http.md` 11.6): attempted first, so that whoever may
 * not complete the run is told so and no other run pays for it; then checked outside of the lane, for a check takes its
 * time; then attempted again, with the verdict.
 */
@Injectable()
export class CheckedCompletion {
  constructor(
    private readonly lane: Lane,
    private readonly documents: RunDocuments,
    private readonly checker: ResultChecker,
  ) {}

  /** @throws Rejection `result_rejected` when that was recorded; else as the attempt. */
  async run({ result, context, attempt }: CheckedCompletionOptions): Promise<Committed<RunOfTask>> {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ResultUnchecked)) throw error;
      const verdict = await this.verdictOn(error, result, context);
      const committed = await attempt(verdict);
      if (verdict.errors.length > 0) throw rejected(committed.result.run, verdict);
      return committed;
    }
  }

  private async verdictOn(
    { task, run }: ResultUnchecked,
    result: Json | undefined,
    context: CommandContext,
  ): Promise<ResultVerdict> {
    if (run.result_check === undefined) throw new Error(`run ${run.id} asks for no check`);
    const metadata = await this.metadataOf(run, context);
    const schemasNeeded = task.web_task?.auto_generate_schemas !== false;
    return this.checker.verdictOn({ check: run.result_check, metadata, schemasNeeded }, result);
  }

  private async metadataOf({ id }: RunState, context: CommandContext): Promise<Json | undefined> {
    const read = await this.lane.execute({
      name: 'read_run_request',
      context,
      execute: (unit) => unit.get(this.documents.metadataOf, id),
    });
    return read.result;
  }
}

function rejected({ id, status, result_rejections = 0 }: RunState, { errors }: ResultVerdict): Rejection {
  const count =
    status === 'failed' ? 'the run has failed' : `refused ${result_rejections} of ${MAX_RESULT_REJECTIONS} times`;
  return new Rejection('result_rejected', `the result of run ${id} (${count}): ${errors.join('; ')}`);
}
