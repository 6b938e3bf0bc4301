/**
 * Plants claim tokens and other secrets in every place of every operation that takes a caller's words, reads everything
 * back by every way out, and looks for them (`http.md` 7).
 */
import { DataSource } from 'typeorm';
import { FrameParser } from '../../../src/client/event-stream/frame-parser.js';
import type { Task } from '../../../src/client/types.js';
import { TaskledgerLogger } from '../../../src/platform/logging/logger.js';
import type { ApiAnswer } from '../../support/contract.js';
import { type HttpAnswer, httpCall } from '../../support/http-call.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { type Location, OPERATIONS, type PlantableOperation } from './operations.js';
import { Outputs } from './outputs.js';
import { CLAIM_MARK, plantedTexts, plantsFor } from './plants.js';
import { type Stage, World } from './world.js';

/**
 * The members of successful answers in which a caller's own words come back although they look like a secret: `http.md`
 * 7 masks failures, diagnostics and logs, and "does not touch 200 bodies other than as listed", which lists claim tokens
 * only. Words that are not among these (`webhook_secret` above all) must not come back at all.
 */
const ALLOWED_ECHOES = new Set([
  ...['id', 'identifier', 'ref', 'title', 'description', 'metadata', 'idempotency_key'],
  ...['task_id', 'child_task_id', 'parent_task_id', 'depends_on_task_id', 'paused_by_task_id', 'canceled_task_ids'],
  ...['reason', 'paused_reason', 'stop_reason', 'error', 'result', 'last_error_summary', 'failure_summary'],
  ...['name', 'params', 'extracted_content', 'log', 'path', 'label', 'principal_ref'],
  ...['session_id', 'run_id', 'agent_name', 'capabilities', 'model', 'provider'],
  ...['delivery_id', 'missing_work', 'next_round_guidance', 'review_text', 'reviewer_agent_name'],
  ...['guidance', 'allowed_agent_names', 'allowed_channel_ids', 'allowed_peer_ids', 'required_capabilities'],
  ...['preferred_agent_names', 'preferred_channel_ids', 'preferred_peer_ids', 'preferred_capabilities'],
  ...['display_name', 'task', 'input_schema', 'output_schema', 'agentId', 'output'],
  ...['subscription_id', 'consumer_id', 'subject_id', 'peer_id', 'thread_id', 'group_id'],
]);

/** Members that have to name something that exists, or have a form: words planted there are refused, whatever they are. */
const REFERENCES = new Set([
  ...['claim_token_hash', 'depends_on_task_id', 'workspace', 'workspace_id'],
  ...['session_id of attachTaskRunSession', 'parent_review_id', 'run_id of requestTaskRunReview'],
  ...['task_id of requestTaskRunReview', 'run_id of submitTaskRunReviewVerdict'],
  ...['bridge_instance_id', 'endpoint_url', 'secret'],
]);

const HEADERS = [
  ...['x-request-id', 'x-agh-session-id', 'x-agh-agent', 'x-agh-workspace-id', 'x-ledger-at-least'],
  ...['authorization', 'x-api-key', 'apikey', 'if-match', 'last-event-id', 'idempotency-key', 'origin'],
];

let service: TestApp;
let world: World;
const outputs = new Outputs();
const logged: string[] = [];
const keys: string[] = [];

beforeAll(async () => {
  service = await startTestApp();
  service.app.useLogger(new TaskledgerLogger({ level: 'debug', format: 'json', write: (line) => logged.push(line) }));
  world = new World(service);
});

afterAll(() => service.close());

function address({ path }: PlantableOperation, ids: Readonly<Record<string, string>>, query = ''): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? 'none')) + query;
}

interface Call {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Calls an operation and looks at all that comes back. True when it was accepted. */
async function call(operation: PlantableOperation, { url, headers: given = {}, body }: Call): Promise<boolean> {
  const { method, id, isStream } = operation;
  const headers = { ...(await world.keyFor(operation)), ...given };
  // What a stream brings is read by `readStream`; it does not end.
  const answer = isStream
    ? await opened(url, headers)
    : await httpCall(new URL(service.url + url), { method, headers, body });
  const isSuccess = answer.status < 300;
  outputs.text(`headers of ${id}`, [...answer.headers].join('\n'));
  if (isSuccess) outputs.body(id, answer.text);
  else outputs.text(`${answer.status} of ${id}`, answer.text);
  const [, key] = /"secret":"(tl_[^"]+)"/.exec(answer.text) ?? [];
  if (key !== undefined) keys.push(key);
  return isSuccess;
}

/** A stream's beginning, or why there is none. */
async function opened(url: string, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
  const response = await fetch(service.url + url, { headers });
  if (response.ok) await response.body?.cancel();
  return { status: response.status, headers: response.headers, text: response.ok ? '{}' : await response.text() };
}

/** Plants in one member, each time on a stage of its own once one was used up. Whether anything was accepted. */
async function plantIn(operation: PlantableOperation, location: Location): Promise<boolean> {
  let stage: Stage | undefined;
  let anyAccepted = false;
  for (const value of plantsFor(location)) {
    stage ??= await world.stageOf(operation);
    const body = JSON.stringify(operation.bodyWith(location, value, stage.body ?? {}));
    const accepted = await call(operation, { url: address(operation, stage.path), headers: stage.headers, body });
    if (accepted) stage = undefined;
    anyAccepted ||= accepted;
  }
  return anyAccepted;
}

/** Generous: every operation is called with every secret in every place, on a machine that may have other work. */
const WITHIN_MS = 600_000;

const isReference = ({ id }: PlantableOperation, location: Location) =>
  REFERENCES.has(lastName(location)) || REFERENCES.has(`${lastName(location)} of ${id}`);
const lastName = ({ path }: Location) => path.findLast((part) => typeof part === 'string') ?? '';

describe('planted secrets', () => {
  const withWords = OPERATIONS.filter(({ locations }) => locations.length > 0);

  it.each(withWords.map((operation) => [operation.id, operation] as const))(
    'in bodies: %s',
    async (_, operation) => {
      const accepted = new Set<Location>();
      for (const location of operation.locations) if (await plantIn(operation, location)) accepted.add(location);
      const meant = operation.locations.filter((location) => location.kind !== 'other');
      const free = meant.filter((location) => !isReference(operation, location));
      // A body that is never accepted would prove nothing: give the operation a stage of its own in world.ts.
      if (free.length > 0) expect([operation.id, accepted.size > 0]).toEqual([operation.id, true]);
      for (const broken of plantedTexts()) {
        const stage = await world.stageOf(operation);
        await call(operation, {
          url: address(operation, stage.path),
          headers: stage.headers,
          body: `{"title":"${broken}`,
        });
      }
    },
    WITHIN_MS,
  );

  it(
    'in paths and queries',
    async () => {
      for (const operation of OPERATIONS) {
        for (const name of operation.pathParameters) {
          for (const text of plantedTexts()) await call(operation, { url: address(operation, { [name]: text }) });
        }
        for (const name of operation.queryParameters) {
          for (const text of plantedTexts()) {
            await call(operation, { url: address(operation, {}, `?${name}=${encodeURIComponent(text)}`) });
          }
        }
      }
    },
    WITHIN_MS,
  );

  it(
    'in headers',
    async () => {
      const operations = OPERATIONS.filter(({ isStream, id }) => isStream || id === 'listTasks' || id === 'createTask');
      for (const operation of operations) {
        for (const name of HEADERS) {
          for (const text of plantedTexts()) {
            // Of a stream that is let in the head is looked at, not what has happened so far.
            const query = operation.isStream ? '?after_sequence=1000000000' : '';
            await call(operation, { url: address(operation, {}, query), headers: { [name]: text } });
          }
        }
      }
    },
    WITHIN_MS,
  );

  it(
    'come back by no read',
    async () => {
      const known = await everything();
      for (const operation of OPERATIONS.filter(({ method, isStream }) => method === 'GET' && !isStream)) {
        await tenAtATime(known.idsOf(operation), (ids) => call(operation, { url: address(operation, ids) }));
      }
      for (const operation of OPERATIONS.filter(({ isStream }) => isStream)) {
        // One that follows all tasks brings everything at once.
        const tasks =
          operation.pathParameters.length > 0 ? known.tasks : known.tasks.slice().sort(bySequence).slice(-1);
        await tenAtATime(tasks, (task) => readStream(operation, task));
      }
    },
    WITHIN_MS,
  );

  it('come back by no key that was made with them', async () => {
    const [list] = OPERATIONS.filter(({ id }) => id === 'listTasks');
    for (const key of keys) {
      if (list) await call(list, { url: address(list, {}), headers: { authorization: `Bearer ${key}` } });
    }
  });

  it("are in no answer but as the caller's own words, and in no log line", () => {
    for (const line of logged) outputs.text('a log line', line);
    expect(logged.length).toBeGreaterThan(1_000);
    expect(outputs.leaks).toEqual([]);
    expect([...outputs.echoes].filter((member) => !ALLOWED_ECHOES.has(member)).sort()).toEqual([]);
  });

  it('were never written where they are claim tokens or keys', async () => {
    const dataSource = service.app.get(DataSource);
    const tables = await dataSource.query<{ name: string }[]>(
      `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    for (const { name } of tables) {
      const found = await dataSource.query<{ row: string }[]>(
        `SELECT t::text AS row FROM ${name} t WHERE t::text LIKE $1 OR t::text ~ $2 LIMIT 3`,
        [`%${CLAIM_MARK}%`, 'tl_[A-Za-z0-9_-]{43}'],
      );
      expect([name, found]).toEqual([name, []]);
    }
  });
});

interface Known {
  readonly tasks: readonly Task[];
  idsOf(operation: PlantableOperation): Record<string, string>[];
}

/** The ids of all that there is now, by what the path of an operation names. */
async function everything(): Promise<Known> {
  // Nothing that is planted makes one by itself.
  await world.delivery();
  const tasks = await all<Task>('/api/tasks', 'tasks', { include_drafts: true });
  const runs = await Promise.all(
    tasks.map(({ id }) => all<{ id: string }>(`/api/tasks/${encodeURIComponent(id)}/runs`, 'runs')),
  );
  const reviews = await Promise.all(
    tasks.map(({ id }) => all<{ review_id: string }>(`/api/tasks/${encodeURIComponent(id)}/reviews`, 'reviews')),
  );
  const sessions = await all<{ session_id: string }>('/api/agent/sessions', 'sessions');
  const workspaces = await all<{ id: string; name: string }>('/api/workspaces', 'workspaces');
  const bridges = await all<{ id: string }>('/api/bridges', 'bridges');
  const deliveries = await all<{ delivery_id: string }>('/api/deliveries', 'deliveries');
  const dataSource = service.app.get(DataSource);
  const webTasks = await dataSource.query<{ uuid: string }[]>(
    'SELECT t.uuid::text FROM web_tasks w JOIN tasks t ON t.id = w.task_id',
  );
  const runsOfTasks = await dataSource.query<Record<'task_id' | 'run_id' | 'task_number' | 'run_number', string>[]>(
    'SELECT t.id AS task_id, r.id AS run_id, t.number::text AS task_number, r.number::text AS run_number ' +
      'FROM runs r JOIN tasks t ON t.id = r.task_id',
  );
  const madeKeys = await all<{ id: string }>('/api/keys', 'keys');
  const kinds: readonly (readonly [RegExp, string, readonly string[]])[] = [
    [/^\/v1beta\/tasks\/\{id\}/, 'id', webTasks.map(({ uuid }) => uuid)],
    [/^\/api\/v1\/task\/\{taskId\}/, 'taskId', tasks.map(({ id }) => id)],
    [/^\/api\/tasks\/\{id\}/, 'id', tasks.map(({ id }) => id)],
    [/^\/api\/(?:task-)?runs\/\{id\}/, 'id', runs.flat().map(({ id }) => id)],
    [/^\/api\/task-reviews\/\{id\}/, 'id', reviews.flat().map(({ review_id }) => review_id)],
    [/^\/api\/agent\/sessions\/\{id\}/, 'id', sessions.map(({ session_id }) => session_id)],
    [/^\/api\/workspaces\/\{ref\}/, 'ref', workspaces.flatMap(({ id, name }) => [id, name])],
    [/^\/api\/bridges\/\{id\}/, 'id', bridges.map(({ id }) => id)],
    [/^\/api\/deliveries\/\{id\}/, 'id', deliveries.map(({ delivery_id }) => delivery_id)],
    [/^\/api\/keys\/\{id\}/, 'id', madeKeys.map(({ id }) => id)],
  ];
  const subscriptions = await Promise.all(
    tasks.map(async ({ id }) => {
      const path = `/api/tasks/${encodeURIComponent(id)}/notifications/bridges`;
      const made = await all<{ subscription_id: string }>(path, 'subscriptions');
      return made.map(({ subscription_id }) => ({ id, subscription_id }));
    }),
  );
  const idsOf = ({ path, pathParameters }: PlantableOperation): Record<string, string>[] => {
    if (pathParameters.length === 0) return [{}];
    if (path.includes('{subscription_id}')) return subscriptions.flat();
    if (/\{(?:run_number|run_id)\}/.test(path)) return runsOfTasks;
    const [, name, ids] = kinds.find(([pattern]) => pattern.test(path)) ?? [];
    if (name === undefined || !ids) throw new Error(`reading back does not know what ${path} names`);
    expect([path, ids.length > 0]).toEqual([path, true]);
    return ids.map((id) => ({ [name]: id }));
  };
  return { tasks, idsOf };
}

async function tenAtATime<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < items.length; i += 10) await Promise.all(items.slice(i, i + 10).map(work));
}

/** All pages of a list. */
async function all<T>(path: string, member: string, query: Record<string, string | boolean> = {}): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: ApiAnswer<Record<string, T[]>> = await service.api.get(path, { query: { ...query, cursor } });
    expect([path, page.status]).toEqual([path, 200]);
    found.push(...(page.body[member] ?? []));
    cursor = page.headers.get('x-next-cursor');
  }
  return found;
}

const bySequence = (a: Task, b: Task): number => a.latest_event_seq - b.latest_event_seq;

/** Reads a stream up to the last event of its task. */
async function readStream(operation: PlantableOperation, task: Task): Promise<void> {
  const response = await fetch(service.url + address(operation, { id: task.id }));
  outputs.text(`headers of ${operation.id}`, [...response.headers].join('\n'));
  const parser = new FrameParser();
  const decoder = new TextDecoder();
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    for (const frame of parser.push(decoder.decode(chunk, { stream: true }))) {
      outputs.body(operation.id, frame.data);
      if (Number(frame.id) >= task.latest_event_seq) return;
    }
  }
}
