import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Rejection } from '../../ledger/rejection.js';
import type { RunRow } from './run-tables.js';
import { type Documents, TaskReader, type TaskWithActivity } from './task-reader.js';

/** The session a run is bound to, as the session view knows it. */
export interface BoundSession {
  readonly session_id: string;
  readonly workspace_id: string | null;
  readonly agent_name: string;
  readonly name: string | null;
  readonly channel: string | null;
  readonly state: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface RunDetailView {
  readonly run: RunRow;
  readonly documents: Documents;
  readonly task: TaskWithActivity;
  readonly session?: BoundSession;
  /** Type of the newest event of the run. */
  readonly lastEventType?: string;
}

const SESSION =
  'SELECT session_id, workspace_id, agent_name, name, channel, state, created_at, updated_at ' +
  'FROM agent_sessions WHERE session_id = $1';
const LAST_EVENT_TYPE =
  "SELECT type FROM events WHERE stream = $1 AND data ->> 'run_id' = $2 AND visibility = 'public' ORDER BY version DESC LIMIT 1";

/** One run in detail (`runs.md` 3.3). Refused: `run_not_found`. */
export class GetTaskRun extends Query<RunDetailView> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetTaskRun)
export class GetTaskRunHandler implements IQueryHandler<GetTaskRun> {
  constructor(
    private readonly reader: TaskReader,
    private readonly dataSource: DataSource,
  ) {}

  async execute({ id }: GetTaskRun): Promise<RunDetailView> {
    const run = await this.reader.run(id);
    const task = run && (await this.reader.task(run.task_id));
    if (!run || !task) throw new Rejection('run_not_found', `run ${id} does not exist`);
    const [documents, sessions, last] = await Promise.all([
      this.reader.documents([id]),
      run.session_id === null ? [] : this.dataSource.query<BoundSession[]>(SESSION, [run.session_id]),
      this.dataSource.query<{ type: string }[]>(LAST_EVENT_TYPE, [`task:${run.task_id}`, id]),
    ]);
    const session = sessions[0] ?? unknownSession(run);
    return {
      run,
      task,
      documents: documents.get(id) ?? {},
      ...(session ? { session } : {}),
      ...(last[0] ? { lastEventType: last[0].type } : {}),
    };
  }
}

/** A run may name a session that the directory does not know: then its own times stand in (`runs.md` 3.3). */
function unknownSession(run: RunRow): BoundSession | undefined {
  if (run.session_id === null) return undefined;
  const time = run.started_at ?? run.claimed_at ?? run.queued_at;
  return {
    session_id: run.session_id,
    workspace_id: null,
    agent_name: '',
    name: null,
    channel: null,
    state: '',
    created_at: time,
    updated_at: time,
  };
}
