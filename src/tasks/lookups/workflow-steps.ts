import { Injectable } from '@nestjs/common';
import { LaneLookup, type LaneQuery } from '../../ledger/lane/lookup.js';
import type { WorkflowStep } from '../domain/cached-workflow.js';
import { MAX_RUN_METADATA } from '../domain/run-metadata.js';

/** Only of runs whose steps fit into another run's metadata: what came of the actions stays where it is. */
const STEPS =
  'WITH small AS (SELECT run_id FROM run_steps WHERE run_id = ANY($1::text[]) ' +
  'GROUP BY run_id HAVING sum(workflow_bytes) <= $2) ' +
  "SELECT s.run_id, s.description, (SELECT coalesce(jsonb_agg(jsonb_build_object('name', a.action -> 'name', " +
  "'params', a.action -> 'params') ORDER BY a.place), '[]') " +
  'FROM jsonb_array_elements(s.actions) WITH ORDINALITY AS a(action, place)) AS actions ' +
  'FROM small JOIN run_steps s USING (run_id) ORDER BY s.run_id, s.index';
/** Each may be 16 KiB. */
const CAPACITY = 200;

interface Row extends WorkflowStep {
  readonly run_id: string;
}

/**
 * The steps of ended runs as workflows. They are read from rows, so **a run's steps may be asked for only when it ended in
 * an earlier flush**, which `prepare` sees.
 */
@Injectable()
export class WorkflowSteps {
  /** Run id to its steps in order; no value where they are none or too much for metadata. */
  readonly stepsOf = new LaneLookup<readonly WorkflowStep[]>('workflow of run', readSteps, CAPACITY);
}

async function readSteps(query: LaneQuery, ids: readonly string[]): Promise<Map<string, readonly WorkflowStep[]>> {
  const found = new Map<string, WorkflowStep[]>();
  for (const { run_id, ...step } of await query<Row>(STEPS, [ids, MAX_RUN_METADATA])) {
    const steps = found.get(run_id);
    if (steps) steps.push(step);
    else found.set(run_id, [step]);
  }
  return found;
}
