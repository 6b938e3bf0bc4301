import type { TaskDashboard } from '../../../src/http/schemas/index.js';
import type { Api } from '../../support/contract.js';
import { wanted } from '../../support/place.js';
import type { Asked } from './recount.js';

export function asks(asked: Asked): Record<string, string> {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}

/** What the service answers to this question. */
export async function dashboardOf(api: Api, asked: Asked = {}): Promise<TaskDashboard> {
  const answer = api.get('/api/observe/tasks/dashboard', { query: asks(asked) });
  return (await wanted<{ dashboard: TaskDashboard }>(answer, 200)).dashboard;
}
