import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RowSource } from '../../ledger/log/read-snapshot.js';
import type { ProgressAction } from '../../tasks/domain/run-events.js';

/** One step of a run as its worker told it last. */
export interface Step {
  readonly index: number;
  readonly description: string;
  readonly actions: readonly ProgressAction[];
}

const STEPS =
  'SELECT run_id, index, description, actions FROM run_steps WHERE run_id = ANY($1::text[]) ORDER BY run_id, index';

/** The history of runs (`http.md` 11.7). */
@Injectable()
export class RunSteps {
  constructor(private readonly dataSource: DataSource) {}

  /** The steps of each run that has any, in order of their indexes. */
  stepsOf(runIds: readonly string[]): Promise<Map<string, Step[]>> {
    return readSteps(this.dataSource, runIds);
  }
}

/** As `stepsOf`, in the caller's snapshot. */
export async function readSteps(db: RowSource, runIds: readonly string[]): Promise<Map<string, Step[]>> {
  const found = new Map<string, Step[]>();
  if (runIds.length === 0) return found;
  for (const { run_id, ...step } of await db.query<(Step & { run_id: string })[]>(STEPS, [runIds])) {
    const steps = found.get(run_id);
    if (steps) steps.push(ordered(step));
    else found.set(run_id, [ordered(step)]);
  }
  return found;
}

/** The database forgets the order of an object's members; readers are shown one order. */
function ordered({ index, description, actions }: Step): Step {
  return { index, description, actions: actions.map(orderedAction) };
}

function orderedAction(action: ProgressAction): ProgressAction {
  const { name, params, is_done, success, extracted_content, error, include_in_memory } = action;
  const outcome = success === undefined ? {} : { success };
  return { name, params, is_done, ...outcome, extracted_content, error, include_in_memory };
}
