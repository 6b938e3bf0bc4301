/** A workspace that a key is bound to, and another one with something of every kind that paths name. */
import type { ResourceKind } from '../../../../src/http/identity/resource-kinds.js';
import type { KeyedService } from '../../../access/support/keyed-service.js';
import type { Api } from '../../../support/contract.js';
import { type Agent, makePlace, newAgent, type Place } from '../../../support/place.js';
import type { OperationRoute } from './route-table.js';
import { sampleBody } from './sample-body.js';

/** Ids by what they name; a new kind needs its example in `thingsOf`. */
export type Things = Partial<Record<ResourceKind, string>>;

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
  const bound = (await service.key({ role: 'admin', label: 'b', workspace: here.workspaceId })).api;
  const agent = await newAgent(bound, { workspace: here.workspaceId });
  const words = [...new Set(Object.values(foreign)), 'Hidden', 'HID-1', 'hidden-agent', 'hidden-label'];
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
    ...{ session: session.session_id, workspace: there.workspaceId, key: key.id },
  };
}

/** Ids that name nothing. */
export function absentThings(kinds: OperationRoute['kinds']): Things {
  return Object.fromEntries(Object.values(kinds).map((kind) => [kind, `absent-${kind}`]));
}

/** Calls an operation with the least that it takes, by whoever may call it. */
export async function callRoute(
  { method, url, kinds, operation }: OperationRoute,
  { bound, agent }: Pick<TwoWorkspaces, 'bound' | 'agent'>,
  ids: Things,
): Promise<{ readonly status: number; readonly text: string }> {
  const path = url.replaceAll(/:(\w+)/g, (_, name: string) => ids[kinds[name] ?? 'task'] ?? `no-${name}`);
  const caller = operation.caller === 'agent' ? agent.api : bound;
  const verb = method.toLowerCase() as 'get' | 'post' | 'patch' | 'put' | 'delete';
  const answer = await (verb === 'get' || verb === 'delete'
    ? caller[verb](path)
    : caller[verb](path, sampleBody(operation.id)));
  return { status: answer.status, text: JSON.stringify(answer.body ?? null) };
}

export const nameOf = ({ method, url }: Pick<OperationRoute, 'method' | 'url'>): string => `${method} ${url}`;
