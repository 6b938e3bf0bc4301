import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { readSnapshot, type RowSource } from '../../ledger/log/read-snapshot.js';
import { Rejection } from '../../ledger/rejection.js';
import { streamName } from '../../ledger/stream-type.js';
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

/** One run in detail, all of it as of one moment (`runs.md` 3.3). Refused: `run_not_found`. */
export class GetTaskRun extends Query<RunDetailView> {
  constructor(readonly id: string) {
    super();
  }
}

@QueryHandler(GetTaskRun)
export class GetTaskRunHandler implements IQueryHandler<GetTaskRun> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ id }: GetTaskRun): Promise<RunDetailView> {
    return readSnapshot(this.dataSource, (snapshot) => this.read(snapshot, id));
  }

  private async read(snapshot: RowSource, id: string): Promise<RunDetailView> {
    const reader = new TaskReader(snapshot);
    const run = await reader.run(id);
    const task = run && (await reader.task(run.task_id));
    if (!run || !task) throw new Rejection('run_not_found', `run ${id} does not exist`);
    const documents = await reader.documents([id]);
    const session = run.session_id === null ? undefined : await this.session(snapshot, run.session_id);
    const [last] = await snapshot.query<{ type: string }[]>(LAST_EVENT_TYPE, [streamName('task', run.task_id), id]);
    const bound = session ?? unknownSession(run);
    return {
      run,
      task,
      documents: documents.get(id) ?? {},
      ...(bound ? { session: bound } : {}),
      ...(last ? { lastEventType: last.type } : {}),
    };
  }

  private async session(snapshot: RowSource, id: string): Promise<BoundSession | undefined> {
    const [session] = await snapshot.query<BoundSession[]>(SESSION, [id]);
    return session;
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
