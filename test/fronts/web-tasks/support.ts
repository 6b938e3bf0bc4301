/** The web task front as its callers use it, and workers for its schema runs. */
import type { Run } from '../../../src/client/types.js';
import { type KeyedService, startKeyedService } from '../../access/support/keyed-service.js';
import type { Api, ApiAnswer } from '../../support/contract.js';
import { type Agent, type ErrorAnswer, makePlace, type Place, wanted } from '../../support/place.js';

export const WEBSITE = 'https://shop.example.com/';
export const SECRET = '9f8b6c9e-1f0a-4a5e-8a50-0f5a3b2c1d00';
export const OTHER_SECRET = '9f8b6c9e-1f0a-4a5e-8a50-0f5a3b2c1d01';

export interface WebTask {
  readonly id: string;
  readonly current_state: string;
  readonly display_name: string;
  readonly task: string;
  readonly website: string;
  readonly input_schema: string | null;
  readonly output_schema: string | null;
  readonly creation_auto_generate_schemas: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  readonly required_secrets: readonly {
    readonly name: string;
    readonly type: string;
    readonly requires_totp: boolean;
  }[];
  readonly creation_secrets: readonly { readonly secret_uuid: string; readonly description: string }[];
  readonly secret_bindings: Readonly<Record<string, string>>;
  readonly failure_info?: { readonly category: string; readonly message: string };
}

export type WebTaskAnswer = ApiAnswer<WebTask & ErrorAnswer>;

/** Schemas that a worker finds, in the form in which the front shows them. */
export const INPUT = '{"properties":{"q":{"type":"string"}},"required":["q"],"type":"object"}';
export const OUTPUT = '{"items":{"type":"string"},"type":"array"}';
export const FOUND = { input_schema: INPUT, output_schema: OUTPUT };

/** A workspace with a key of the front that is bound to it. */
export interface WebPlace extends Place {
  readonly api: Api;
  /** A web task as native callers make one; nothing is generated until somebody asks. */
  webTask(web?: object, more?: object): Promise<{ readonly id: string; readonly uuid: string }>;
  regenerate(uuid: string): Promise<WebTaskAnswer>;
  get(uuid: string): Promise<WebTask>;
  /** An agent that can generate schemas. */
  generator(): Promise<Agent>;
}

export const startWebService = (): Promise<KeyedService> => startKeyedService();

/** The answers of a keyed front when it was asked without the right key. */
export const UNAUTHORIZED = { error: 'unauthorized' };

export async function makeWebPlace(service: KeyedService): Promise<WebPlace> {
  const place = await makePlace(service.admin);
  const { api } = await service.key({ role: 'operator', label: 'web', fronts: ['a'], workspace: place.workspaceId });
  return {
    ...place,
    api,
    webTask: async (web = {}, more = {}) => {
      const body = {
        scope: 'workspace',
        workspace: place.workspaceId,
        title: 'Buy milk',
        metadata: { web_task: { website: WEBSITE, ...web } },
        ...more,
      };
      const { status, headers, body: made } = await service.admin.post<{ task: { id: string } }>('/api/tasks', body);
      expect({ status, made }).toMatchObject({ status: 201 });
      return { id: made.task.id, uuid: headers.get('x-task-uuid') ?? '' };
    },
    regenerate: (uuid) => regenerate(api, uuid),
    get: (uuid) => wanted<WebTask>(api.get(`/v1beta/tasks/${uuid}`), 200),
    generator: () => place.agent({ capabilities: ['schema.generate'] }),
  };
}

export const regenerate = (api: Api, uuid: string): Promise<WebTaskAnswer> =>
  api.post(`/v1beta/tasks/${uuid}/regenerate`);

/** The runs of a task, oldest first. */
export async function runsOf({ admin }: KeyedService, taskId: string): Promise<Run[]> {
  return (await wanted<{ runs: Run[] }>(admin.get(`/api/tasks/${taskId}/runs`), 200)).runs.toReversed();
}

/** Regenerates the schemas, claims the run and completes it with the result, which must do. */
export async function generated(place: WebPlace, uuid: string, result: object = FOUND): Promise<WebTask> {
  await wanted(place.regenerate(uuid), 200);
  const agent = await place.generator();
  const { run } = await agent.claim();
  await wanted(agent.does('complete', run.id, { result }), 200);
  return place.get(uuid);
}
