import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Json } from '../../ledger/event.js';
import { readSnapshot, type RowSource } from '../../ledger/log/read-snapshot.js';
import { renderResult } from '../../tasks/domain/result-rendering.js';
import { isTerminal } from '../../tasks/domain/run-status.js';
import type { RunStatus } from '../../tasks/domain/vocabulary.js';
import type { CalledRun } from './called-run.js';
import { readSteps, type Step } from './run-steps.js';

/**
 * `followed`: as whoever waits sees it, who hears of the run that a recovery put in its place; also for webhooks, which are
 * sent to whoever might have waited. `alone`: as whoever asks for the run itself sees it.
 */
export type Sight = 'followed' | 'alone';

interface CalledRow {
  readonly id: string;
  readonly number: number;
  readonly task_id: string;
  readonly task_number: number;
  readonly outcome_id: string;
  readonly status: RunStatus;
}

const TASK = 'JOIN tasks t ON t.id = c.task_id';
const COLUMNS = 'c.called AS id, c.number, c.task_id, t.number AS task_number, c.id AS outcome_id, c.status';
const ALONE =
  `SELECT ${COLUMNS} FROM (SELECT id AS called, number, task_id, id, status FROM runs WHERE id = ANY($1::text[])) c ` +
  TASK;
/** A run goes on in another one that begins at the very moment of its end: that is what a recovery does in one event. */
const FOLLOWED =
  'WITH RECURSIVE chain AS (SELECT id AS called, number, task_id, id, status, ended_at, 0 AS place ' +
  'FROM runs WHERE id = ANY($1::text[]) UNION ALL ' +
  'SELECT c.called, c.number, n.task_id, n.id, n.status, n.ended_at, c.place + 1 ' +
  'FROM chain c JOIN runs n ON n.previous_run_id = c.id AND n.queued_at = c.ended_at) ' +
  `SELECT DISTINCT ON (c.called) ${COLUMNS} FROM chain c ${TASK} ORDER BY c.called, c.place DESC`;
/** Of the metadata only what says how the result is to be shown. */
const DOCUMENTS =
  "SELECT owner_id, name, CASE name WHEN 'metadata' THEN value #> '{run_request,response_format}' ELSE value END AS value " +
  "FROM task_documents WHERE owner_id = ANY($1::text[]) AND name IN ('metadata', 'result', 'error')";

type Ending = Partial<Record<'metadata' | 'result' | 'error', Json>>;

/** Called runs by the ids that their callers know, however many in three reads; runs that are gone are left out. */
export async function readCalledRuns(
  source: RowSource,
  runIds: readonly string[],
  sight: Sight = 'followed',
): Promise<Map<string, CalledRun>> {
  if (runIds.length === 0) return new Map();
  const rows = await source.query<CalledRow[]>(sight === 'followed' ? FOLLOWED : ALONE, [runIds]);
  const endings = await readEndings(
    source,
    rows.filter(({ status }) => isTerminal(status)),
  );
  const steps = await readSteps(
    source,
    rows.map(({ outcome_id }) => outcome_id),
  );
  return new Map(rows.map((row) => [row.id, calledRun(row, endings.get(row.outcome_id), steps.get(row.outcome_id))]));
}

async function readEndings(source: RowSource, rows: readonly CalledRow[]): Promise<Map<string, Ending>> {
  const found = new Map<string, Ending>();
  if (rows.length === 0) return found;
  const ids = rows.map(({ outcome_id }) => outcome_id);
  const documents = await source.query<{ owner_id: string; name: keyof Ending; value: Json }[]>(DOCUMENTS, [ids]);
  for (const { owner_id, name, value } of documents) found.set(owner_id, { ...found.get(owner_id), [name]: value });
  return found;
}

function calledRun(row: CalledRow, ending: Ending = {}, steps: readonly Step[] = []): CalledRun {
  const { id, number, task_id, task_number, outcome_id, status } = row;
  const { metadata: format, result, error } = ending;
  return {
    ...{ id, number, task: { id: task_id, number: task_number }, outcome_id, status },
    result: status === 'completed' ? renderResult(result, format === 'json' ? 'json' : 'text') : null,
    ...(status === 'failed' && typeof error === 'string' ? { error } : {}),
    steps,
  };
}

/** Reads called runs as of one moment each time: a result is never missed because its task is deleted meanwhile. */
@Injectable()
export class CalledRuns {
  constructor(private readonly dataSource: DataSource) {}

  read(runIds: readonly string[], sight: Sight): Promise<Map<string, CalledRun>> {
    return readSnapshot(this.dataSource, (snapshot) => readCalledRuns(snapshot, runIds, sight));
  }

  async one(runId: string, sight: Sight): Promise<CalledRun | undefined> {
    return (await this.read([runId], sight)).get(runId);
  }
}
