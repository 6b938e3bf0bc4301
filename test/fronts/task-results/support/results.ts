/** A service with keys, a person who has one, and what it reaches at the task results front. */
import type { Api, ApiAnswer } from '../../../support/contract.js';
import { makePlace, type Place, wanted } from '../../../support/place.js';
import { type KeyedService, startKeyedService } from '../../../access/support/keyed-service.js';

export interface ResultObject {
  readonly id: string;
  readonly name: string;
  readonly agentId: string | null;
  readonly userId: string;
  readonly createdAt: string;
  readonly logs: string[];
  readonly output: Record<string, unknown>;
  readonly status: 'running' | 'complete' | 'error';
  readonly callback: string | null;
}

export interface Person {
  /** Native calls. */
  readonly native: Api;
  /** Calls of the front. */
  readonly front: Api;
  readonly place: Place;
}

export const startResults = (settings = {}): Promise<KeyedService> => startKeyedService({ settings });

export async function person(service: KeyedService, label: string, workspace?: string): Promise<Person> {
  const bound = workspace === undefined ? {} : { workspace };
  const key = await service.key({ role: 'operator', label, fronts: ['b', 'c', 'd'], ...bound });
  const front = service.api.with({ apikey: key.secret });
  return { native: key.api, front, place: await makePlace(workspace === undefined ? key.api : service.admin) };
}

export async function resultOf(front: Api, id: string): Promise<ResultObject> {
  return wanted<ResultObject>(front.get(`/api/v1/task/${id}`), 200);
}

export function deletion(front: Api, id: string): Promise<ApiAnswer<ResultObject>> {
  return front.delete<ResultObject>(`/api/v1/task/${id}`);
}

export async function uuidOf(native: Api, id: string): Promise<string> {
  const { headers } = await native.get(`/api/tasks/${id}`);
  return headers.get('x-task-uuid') ?? '';
}
