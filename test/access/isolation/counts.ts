/** What lists and counts should say of a workspace, from the tables. */
import { DataSource } from 'typeorm';
import type { TaskDetail } from '../../../src/client/types.js';
import type { Api } from '../../support/contract.js';
import { detailOf } from '../../support/place.js';
import type { KeyedService } from '../support/keyed-service.js';

/** Path, member of its answers, member that is the id, and the ids that there should be. */
const LISTS = [
  ['/api/tasks', 'tasks', 'id', 'SELECT id FROM tasks WHERE workspace_id = $1'],
  [
    '/api/agent/sessions',
    'sessions',
    'session_id',
    'SELECT session_id AS id FROM agent_sessions WHERE workspace_id = $1',
  ],
  ['/api/keys', 'keys', 'id', 'SELECT id FROM api_keys WHERE workspace_id = $1'],
  ['/api/workspaces', 'workspaces', 'id', 'SELECT id FROM workspaces WHERE id = $1'],
] as const;

const EDGES =
  'SELECT t.id, count(b.id)::int AS dependencies, (SELECT count(*)::int FROM tasks c WHERE c.parent_task_id = t.id) ' +
  'AS children FROM tasks t LEFT JOIN task_dependencies d ON d.task_id = t.id ' +
  'LEFT JOIN tasks b ON b.id = d.depends_on_task_id AND b.workspace_id = t.workspace_id ' +
  'WHERE t.workspace_id = $1 GROUP BY t.id';

/** The lists of a key, with what should be in them. */
export async function lists(
  service: KeyedService,
  api: Api,
  workspace: string,
): Promise<{ readonly path: string; readonly listed: string[]; readonly expected: string[] }[]> {
  const found = LISTS.map(async ([path, member, id, text]) => {
    const rows = await service.app.get(DataSource).query<{ id: string }[]>(text, [workspace]);
    return { path, listed: await listed(api, path, member, id), expected: rows.map((row) => row.id).sort() };
  });
  return Promise.all(found);
}

/** The tasks of a workspace whose counts are not those of what is in it. */
export async function miscounted(service: KeyedService, api: Api, workspace: string): Promise<string[]> {
  const rows = await service.app
    .get(DataSource)
    .query<{ id: string; dependencies: number; children: number }[]>(EDGES, [workspace]);
  const wrong: string[] = [];
  for (const { id, dependencies, children } of rows) {
    const { summary, ...detail } = await detailOf(api, id);
    const counts = [summary.dependency_count ?? 0, detail.dependencies?.length ?? 0, references(detail)];
    const right = counts.every((count) => count === dependencies) && (summary.child_count ?? 0) === children;
    if (!right) wrong.push(id);
  }
  return wrong;
}

function references({ dependency_references }: Omit<TaskDetail, 'summary'>): number {
  return dependency_references?.length ?? 0;
}

/** All pages, in small ones. */
async function listed(api: Api, path: string, member: string, id: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor = '';
  do {
    const query = { include_drafts: true, limit: 7, cursor };
    const answer = await api.get<Record<string, Record<string, string>[]>>(path, { query });
    ids.push(...(answer.body[member] ?? []).map((row) => row[id] ?? ''));
    cursor = answer.headers.get('x-next-cursor') ?? '';
  } while (cursor !== '');
  return ids.sort();
}
