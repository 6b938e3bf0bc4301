/** A workspace that a key is bound to, and another one with something of every kind that paths name. */
import type { ResourceKind } from '../../../../src/http/identity/resource-kinds.js';
import type { KeyedService } from '../../../access/support/keyed-service.js';
import type { Api } from '../../../support/contract.js';
import { type Agent, makePlace, newAgent, type Place, wanted } from '../../../support/place.js';
import { until } from '../../../support/until.js';
import { ALL_FRONTS, everywhere, NO_NUMBER, pathOf, takesNumbers } from './route-path.js';
import type { OperationRoute } from './route-table.js';
import { sampleBody } from './sample-body.js';

/** Ids by what they name; a new kind needs its example in `thingsOf`. Paths that take numbers alone have those beside. */
export type Things = Partial<Record<ResourceKind | 'task_number' | 'run_number', string>>;

export interface TwoWorkspaces {
  readonly here: Place;
  readonly there: Place;
  /** What the other workspace holds. */
  readonly foreign: Things;
  /** Ids, names and titles of the other workspace. */
  readonly words: readonly string[];
  /** An admin whose key is bound to `here`, and an agent session of its own. */
  readonly bound: Api;
  readonly agent: Agent;
}

export async function makeTwoWorkspaces(service: KeyedService): Promise<TwoWorkspaces> {
  const [there, here] = [await makePlace(service.admin), await makePlace(service.admin)];
  const foreign = await thingsOf(there, service);
  const holder = { label: 'b', workspace: here.workspaceId, fronts: ALL_FRONTS };
  const key = await service.key({ role: 'admin', ...holder });
  const bound = key.api.with(everywhere(key.secret));
  const agent = await newAgent(bound, { workspace: here.workspaceId });
  // Numbers may be in anything.
  const ids = Object.entries(foreign).flatMap(([kind, id]) => (kind.endsWith('_number') ? [] : [id]));
  const words = [...new Set(ids), 'Hidden', 'HID-1', 'hidden-agent', 'hidden-label'];
  return { here, there, foreign, words, bound, agent };
}

async function thingsOf(there: Place, service: KeyedService): Promise<Things> {
  const { task, run } = await there.queued({
    title: 'Hidden title',
    identifier: 'HID-1',
    metadata: { hidden: 'text' },
  });
  await there.task({ title: 'Hidden sibling' });
  const { session } = await there.agent({ agent_name: 'hidden-agent' });
  const key = await service.key({ role: 'viewer', label: 'hidden-label', workspace: there.workspaceId });
  return {
    ...{ task: task.id, run: run.id, held_run: run.id },
    ...(await numbersOf(task.id, run.id, service.admin)),
    ...{ review: await reviewOf(there, service.admin) },
    ...(await deliveryOf(there, service.admin)),
    ...{ session: session.session_id, workspace: there.workspaceId, key: key.id },
  };
}

async function numbersOf(taskId: string, runId: string, api: Api): Promise<Things> {
  const [task, run] = await Promise.all([api.get(`/api/tasks/${taskId}`), api.get(`/api/task-runs/${runId}`)]);
  const numbers = [task.headers.get('x-task-number'), run.headers.get('x-run-number')];
  return { task_number: numbers[0] ?? '', run_number: numbers[1] ?? '' };
}

/** The review of a run that was canceled, of a task of its own. */
async function reviewOf(place: Place, api: Api): Promise<string> {
  const { run } = await place.queued({ title: 'Hidden and reviewed' });
  await wanted(api.post(`/api/task-runs/${run.id}/cancel`), 200);
  const answer = api.post(`/api/task-runs/${run.id}/reviews`);
  return (await wanted<{ review: { review_id: string } }>(answer, 201)).review.review_id;
}

async function bridgeOf({ workspaceId }: Place, api: Api): Promise<string> {
  const place = { scope: 'workspace', workspace: workspaceId };
  const body = { name: 'Hidden bridge', ...place, endpoint_url: 'https://hidden.example/', enabled: false };
  return (await wanted<{ bridge: { id: string } }>(api.post('/api/bridges', body), 201)).bridge.id;
}

/** A bridge that is disabled, and the delivery to it that waits. */
async function deliveryOf(there: Place, api: Api): Promise<{ readonly bridge: string; readonly delivery: string }> {
  const bridge = await bridgeOf(there, api);
  const task = await there.task({ title: 'Hidden and told of' });
  const subscription = { bridge_instance_id: bridge, delivery_mode: 'reply', peer_id: 'a peer' };
  await wanted(api.post(`/api/tasks/${task.id}/notifications/bridges`, subscription), 201);
  await wanted(api.post(`/api/tasks/${task.id}/cancel`, {}), 200);
  let delivery: string | undefined;
  await until('the delivery waits', async () => {
    const query = { task_id: task.id, status: 'failing' };
    const answer = await api.get<{ deliveries: { delivery_id: string }[] }>('/api/deliveries', { query });
    delivery = answer.body.deliveries[0]?.delivery_id;
    return delivery !== undefined;
  });
  return { bridge, delivery: delivery ?? '' };
}

/** Ids that name nothing. */
export function absentThings({ url, kinds }: Pick<OperationRoute, 'url' | 'kinds'>): Things {
  const named = Object.values(kinds);
  if (takesNumbers(url)) return Object.fromEntries(named.map((kind) => [`${kind}_number`, NO_NUMBER]));
  return Object.fromEntries(named.map((kind) => [kind, `absent-${kind}`]));
}

/** Calls an operation with the least that it takes, by whoever may call it. */
export async function callRoute(
  { method, url, kinds, operation }: OperationRoute,
  { bound, agent }: Pick<TwoWorkspaces, 'bound' | 'agent'>,
  ids: Things,
): Promise<{ readonly status: number; readonly text: string }> {
  const path = pathOf(url, (name, isNumber) => {
    const kind = kinds[name] ?? 'task';
    return isNumber ? (ids[`${kind}_number` as keyof Things] ?? NO_NUMBER) : (ids[kind] ?? `no-${name}`);
  });
  const caller = operation.caller === 'agent' ? agent.api : bound;
  const verb = method.toLowerCase() as 'get' | 'post' | 'patch' | 'put' | 'delete';
  const answer = await (verb === 'get' || verb === 'delete'
    ? caller[verb](path)
    : caller[verb](path, sampleBody(operation.id)));
  return { status: answer.status, text: JSON.stringify(answer.body ?? null) };
}

export const nameOf = ({ method, url }: Pick<OperationRoute, 'method' | 'url'>): string => `${method} ${url}`;
