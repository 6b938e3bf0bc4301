import type { Json } from '../../ledger/event.js';
import type { RowSource } from '../../ledger/log/read-snapshot.js';
import { Conditions } from './conditions.js';
import { idsOf, type Statement } from './listing.js';
import type { WebTaskView } from './web-task.js';
import type { WebTaskRunRow, WebTaskTextRow } from './web-task-tables.js';

/** Whose web tasks a list is of: those of a workspace, or those that a person made. */
export type WebTaskOwner = { readonly workspace_id: string } | { readonly created_by: string };

/** A part of a list, newest first. */
export interface WebTaskRange {
  readonly owner: WebTaskOwner;
  readonly limit: number;
  /** Creation time and id of the task that the part comes after. */
  readonly after?: readonly [string, string];
}

const TASKS =
  'SELECT t.id, t.uuid, t.title, t.status, t.approval_policy, t.approval_state, t.workspace_id, t.created_by_kind, ' +
  't.created_by_ref, t.created_at, t.updated_at, w.website, w.auto_generate_schemas, w.creation_secrets, ' +
  "(SELECT d.value FROM task_documents d WHERE d.owner_id = t.id AND d.name = 'description') AS description " +
  'FROM tasks t JOIN web_tasks w ON w.task_id = t.id WHERE ';
const TEXTS = 'SELECT task_id, name, value FROM web_task_texts WHERE task_id = ANY($1::text[])';
const RUNS =
  'SELECT r.task_id, r.kind, r.status, r.failure, (SELECT d.value FROM task_documents d ' +
  "WHERE d.owner_id = r.run_id AND d.name = 'error') AS error FROM web_task_runs r WHERE r.task_id = ANY($1::text[])";

type Found = WebTaskView['task'] & WebTaskView['web'] & { readonly description: Json };

/** The ids of a part of a list, in order: read from the index of whose it is, from where the part begins. */
export function webTaskPage({ owner, limit, after }: WebTaskRange): Statement {
  const conditions = new Conditions();
  if ('workspace_id' in owner) conditions.equal('workspace_id', owner.workspace_id);
  else conditions.equal('created_by', owner.created_by);
  if (after) {
    const [time, id] = after.map((value) => conditions.value(value));
    conditions.add(`(created_at, task_id) < (${time}::timestamptz, ${id})`);
  }
  const text =
    `SELECT task_id FROM web_tasks ${conditions.where()} ` +
    `ORDER BY created_at DESC, task_id DESC LIMIT ${conditions.value(limit)}`;
  return { text, values: conditions.values };
}

/** Reads web tasks whole; of one snapshot, what it reads fits together. */
export class WebTaskReader {
  constructor(private readonly source: RowSource) {}

  async byUuid(uuid: string): Promise<WebTaskView | undefined> {
    return (await this.whole(`${TASKS} t.uuid = $1::uuid`, [uuid]))[0];
  }

  async page(range: WebTaskRange): Promise<WebTaskView[]> {
    const ids = await idsOf(this.source, webTaskPage(range));
    const found = await this.whole(`${TASKS} t.id = ANY($1::text[])`, [ids]);
    const byId = new Map(found.map((view) => [view.task.id, view]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  private async whole(text: string, values: unknown[]): Promise<WebTaskView[]> {
    const tasks = await this.source.query<Found[]>(text, values);
    const ids = tasks.map((task) => task.id);
    if (ids.length === 0) return [];
    const texts = await this.source.query<WebTaskTextRow[]>(TEXTS, [ids]);
    const runs = await this.source.query<(Omit<WebTaskRunRow, 'run_id'> & { readonly error: Json })[]>(RUNS, [ids]);
    return tasks.map((task) => ({
      task,
      web: task,
      ...(task.description === null ? {} : { description: task.description }),
      texts: Object.fromEntries(texts.filter((one) => one.task_id === task.id).map(({ name, value }) => [name, value])),
      runs: Object.fromEntries(runs.filter((one) => one.task_id === task.id).map((run) => [run.kind, run])),
    }));
  }
}
