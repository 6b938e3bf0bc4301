/**
 * Every operation of `openapi.json` as a recipe for random requests. A path, a text or a JSON member that is not known
 * here makes the recipes fail, so that no operation and no way in is missed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Draw, DrawnRequest, Kind, Schema } from './request.js';
import { isSent, requireKnown, valueOf } from './request-values.js';

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly schema: Schema;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface Recipe {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly isStream: boolean;
  /** Whether the caller must be an agent session. */
  readonly byAgents: boolean;
  /** With `staged` for the id in the path, if that is given. */
  draw(draw: Draw, staged?: string): DrawnRequest;
}

/** Sent by agents, all three of them or none; see the caller. */
const IDENTITY = 'X-AGH-';

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/^\/api\/tasks\/\{task_number\}/, 'number'],
  [/^\/v1beta\/tasks\/\{id\}/, 'web'],
  [/^\/api\/v1\/task\/\{taskId\}/, 'task'],
  [/^\/tasks\/\{task_id\}/, 'task'],
  [/^\/api\/tasks\/\{(?:id|depends_on_id)\}/, 'task'],
  [/^\/api\/(?:task-)?runs\/\{id\}/, 'run'],
  [/^\/api\/task-reviews\/\{id\}/, 'review'],
  [/^\/api\/agent\/tasks\/\{run_id\}/, 'run'],
  [/^\/api\/agent\/sessions\/\{id\}/, 'session'],
  [/^\/api\/bridges\/\{id\}/, 'bridge'],
  [/^\/api\/deliveries\/\{id\}/, 'delivery'],
  [/^\/api\/keys\/\{id\}/, 'key'],
  [/^\/api\/views\/\{name\}/, 'view'],
  [/^\/api\/workspaces\/\{(?:id|ref)\}/, 'workspace'],
];

/** What operations need that succeed in one state only. Any other id of the kind is tried as well. */
const SUITED: readonly (readonly [RegExp, Kind])[] = [
  [/^publishTask$/, 'draft'],
  [/^(?:approve|reject)Task$/, 'pending'],
  [/^(?:complete|fail|heartbeat|release|report)AgentTaskRun/, 'held'],
  [/^(?:claimTaskRun|forceFailTaskRun)$/, 'queued'],
  [/^(?:startTaskRun|attachTaskRunSession|forceReleaseTaskRun)$/, 'claimed'],
  [/^(?:complete|fail)TaskRun$/, 'working'],
  [/^(?:retryTaskRun|requestTaskRunReview)$/, 'failed'],
  [/^recoverTaskRun$/, 'stuck'],
];
/** Ids that name something together only. */
const PAIRS: readonly (readonly [string, Kind])[] = [
  ['{id}/dependencies/{depends_on_id}', 'edge'],
  ['{id}/notifications/bridges/{subscription_id}', 'subscription'],
  ['{task_number}/runs/{run_number}', 'numbered_run'],
  ['{task_id}/runs/{run_id}', 'run_of_task'],
];

const document = JSON.parse(readFileSync(join(__dirname, '../../../openapi.json'), 'utf8')) as Document;

/** All operations of the service. */
export function readRecipes(): Recipe[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => recipe(method.toUpperCase(), path, operation)),
  );
}

function recipe(method: string, path: string, operation: DocumentedOperation): Recipe {
  const id = operation.operationId;
  const given = operation.requestBody?.content['application/json']?.schema;
  const schema = given && resolved(given);
  const parameters = (operation.parameters ?? []).filter(({ name }) => !name.startsWith(IDENTITY));
  if (path.includes('{')) kindOf(path);
  for (const { in: where, name, schema: type } of parameters) if (where !== 'path') requireKnown(id, name, type);
  if (schema) requireKnown(id, 'body', schema);
  const drawn = (draw: Draw, where: string): Record<string, string> =>
    Object.fromEntries(
      parameters
        .filter((one) => one.in === where && isSent(one.name, draw))
        .map((one) => [one.name, String(valueOf(one.schema, one.name, id, draw))]),
    );
  return {
    ...{ id, method, path },
    isStream: operation.responses['200']?.content?.['text/event-stream'] !== undefined,
    byAgents: path.startsWith('/api/agent/tasks/'),
    draw: (draw, staged) => ({
      path: staged === undefined ? pathOf(path, id, draw) : path.replace(/\{\w+\}/, staged),
      query: drawn(draw, 'query'),
      headers: drawn(draw, 'header'),
      body: schema && fitting(valueOf(schema, 'body', id, draw), draw),
    }),
  };
}

/** What the ids of a path name. @throws for a path that is not known here */
function kindOf(path: string): Kind {
  const [, kind] = KINDS.find(([known]) => known.test(path)) ?? [];
  if (!kind) throw new Error(`the isolation test does not know what the ids of ${path} name: add it to its KINDS`);
  return kind;
}

function pathOf(path: string, operation: string, draw: Draw): string {
  const [, suited] = SUITED.find(([known]) => known.test(operation)) ?? [];
  const kind = (): Kind => (suited !== undefined && draw.chance(70) ? suited : kindOf(path));
  const [pair, named] = PAIRS.find(([ids]) => path.includes(ids)) ?? [];
  const together = pair !== undefined && named !== undefined && draw.chance(70);
  const drawn = together ? path.replace(pair, () => draw.reference(named)) : path;
  return drawn.replace(/\{\w+\}/g, () => encodeURIComponent(draw.reference(kind())));
}

/** The schema with those that it refers to put in. */
function resolved(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  const { properties, items, ...rest } = name === undefined ? schema : (document.components.schemas[name] ?? {});
  const members = Object.entries(properties ?? {}).map(([member, type]) => [member, resolved(type)] as const);
  return {
    ...rest,
    ...(properties && { properties: Object.fromEntries(members) }),
    ...(items && { items: resolved(items) }),
  };
}

/** Scope and workspace mostly go together. */
function fitting(body: unknown, draw: Draw): unknown {
  const { workspace, scope, ...rest } = body as { readonly workspace?: string; readonly scope?: string };
  if (scope === undefined) return body;
  const wanted = draw.chance(75) && workspace !== undefined ? 'workspace' : 'global';
  const named = wanted === 'workspace' || draw.chance(5) ? { workspace } : {};
  return { ...rest, ...named, scope: wanted };
}
