/** The list as one would write it first: all filters in one WHERE over the joined tables, the planner decides. */
const COLUMNS = {
  scope: 't.scope',
  workspace: 't.workspace_id',
  status: 't.status',
  priority: 't.priority',
  approval_state: 't.approval_state',
  owner_kind: 't.owner_kind',
  owner_ref: 't.owner_ref',
  parent_task_id: 't.parent_task_id',
  network_channel: 't.network_channel',
};
const ORDER = ['a.last_activity_at', 't.updated_at', 't.created_at', 't.id'];

export function plainQuery(query, limit, cursor) {
  const values = [];
  const value = (one) => `$${values.push(one)}`;
  const conditions = Object.entries(COLUMNS)
    .filter(([name]) => query[name] !== undefined)
    .map(([name, column]) => `${column} = ${value(query[name])}`);
  if (query.status === undefined && query.include_drafts !== true) conditions.push("t.status <> 'draft'");
  if (query.query !== undefined) {
    const pattern = value(`%${query.query}%`);
    conditions.push(`(t.title ILIKE ${pattern} OR t.identifier ILIKE ${pattern})`);
  }
  if (cursor) {
    const [activity, updated, created, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')).map(value);
    const bounds = [activity, updated, created].map((bound) => `${bound}::timestamptz`);
    conditions.push(`(${ORDER.join(', ')}) < (${[...bounds, id].join(', ')})`);
  }
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const order = ORDER.map((column) => `${column} DESC`).join(', ');
  const text = `SELECT t.*, a.last_activity_at FROM tasks t JOIN task_activity a ON a.task_id = t.id ${where} ORDER BY ${order} LIMIT ${value(limit)}`;
  return { text, values };
}
