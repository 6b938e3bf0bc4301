/** The object of the web task front (`http.md` 12), from what is stored alone: the same rows give the same bytes. */
import type { Json } from '../../ledger/event.js';
import type { RequiredSecret } from '../domain/generated-schemas.js';
import type { FailureCategory, WebTaskState } from '../domain/vocabulary.js';
import { bindingsOf, type CreationSecret, type SecretBindings } from '../domain/web-task.js';
import { type WebTaskFacts, webTaskFailure, webTaskState } from '../domain/web-task-state.js';
import type { TaskRow } from './task-tables.js';
import type { WebTaskRow, WebTaskRunRow, WebTaskTextName } from './web-task-tables.js';

/** A run of a web task, with its error text if it has one. */
export type RunOfWebTask = Pick<WebTaskRunRow, 'status' | 'failure'> & { readonly error: Json };

/** A web task as it is stored. */
export interface WebTaskView {
  readonly task: Pick<
    TaskRow,
    | 'id'
    | 'uuid'
    | 'title'
    | 'status'
    | 'approval_policy'
    | 'approval_state'
    | 'workspace_id'
    | 'created_by_kind'
    | 'created_by_ref'
    | 'created_at'
    | 'updated_at'
  >;
  readonly web: Pick<WebTaskRow, 'website' | 'auto_generate_schemas' | 'creation_secrets'>;
  readonly description?: Json;
  readonly texts: Partial<Record<WebTaskTextName, string>>;
  readonly runs: Partial<Record<WebTaskRunRow['kind'], RunOfWebTask>>;
}

export interface WebTaskFailureInfo {
  readonly category: FailureCategory;
  readonly message: string;
}

export interface PresentedWebTask {
  readonly id: string;
  readonly current_state: WebTaskState;
  readonly display_name: string;
  readonly task: string;
  readonly website: string;
  readonly input_schema: string | null;
  readonly output_schema: string | null;
  readonly creation_auto_generate_schemas: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  readonly required_secrets: RequiredSecret[];
  readonly creation_secrets: CreationSecret[];
  readonly secret_bindings: SecretBindings;
  readonly failure_info?: WebTaskFailureInfo;
}

/** Characters of `failure_info.message`. */
const MAX_MESSAGE = 500;

/** @param redact masks secrets in a text; of this object only the failure's message is one that nobody vouches for. */
export function presentWebTask(view: WebTaskView, redact: (text: string) => string): PresentedWebTask {
  const { task, web, texts } = view;
  const secrets = secretsOf(view);
  const facts = factsOf(view, secrets);
  const failure = failureOf(view, facts, redact);
  return {
    id: task.uuid,
    current_state: webTaskState(facts),
    display_name: task.title,
    task: typeof view.description === 'string' ? view.description : task.title,
    website: web.website,
    input_schema: texts.input_schema ?? null,
    output_schema: texts.output_schema ?? null,
    creation_auto_generate_schemas: web.auto_generate_schemas,
    created_at: task.created_at,
    updated_at: task.updated_at,
    required_secrets: secrets.required,
    creation_secrets: secrets.given,
    secret_bindings: secrets.bindings,
    ...(failure ? { failure_info: failure } : {}),
  };
}

interface Secrets {
  readonly required: RequiredSecret[];
  readonly given: CreationSecret[];
  readonly bindings: SecretBindings;
}

/** Bindings are of slots that are there; as long as nothing was said of slots, of those that may come. */
function secretsOf({ web, texts }: WebTaskView): Secrets {
  const slots =
    texts.required_secrets === undefined ? undefined : (JSON.parse(texts.required_secrets) as RequiredSecret[]);
  const bound = JSON.parse(texts.secret_bindings ?? '{}') as SecretBindings;
  const given = JSON.parse(web.creation_secrets) as CreationSecret[];
  return {
    required: (slots ?? []).map(({ name, type, requires_totp }) => ({ name, type, requires_totp })),
    given: given.map(({ secret_uuid, description }) => ({ secret_uuid, description })),
    bindings: slots ? bindingsOf(bound, slots) : bound,
  };
}

function factsOf({ task, texts, runs }: WebTaskView, { required, bindings }: Secrets): WebTaskFacts {
  const { schema } = runs;
  return {
    task: task.status,
    approval_pending: task.approval_policy === 'manual' && task.approval_state === 'pending',
    has_schemas: texts.input_schema !== undefined && texts.output_schema !== undefined,
    ...(schema ? { schema_run: schema.status } : {}),
    bound: required.every((slot) => Object.hasOwn(bindings, slot.name)),
  };
}

function failureOf(
  { runs }: WebTaskView,
  facts: WebTaskFacts,
  redact: (text: string) => string,
): WebTaskFailureInfo | undefined {
  const what = webTaskFailure(facts);
  if (what === undefined) return undefined;
  if (what === 'canceled_task') return { category: 'canceled', message: 'the task was canceled' };
  const run = what === 'schema_run' ? runs.schema : runs.execution;
  const category = run?.failure ?? 'agent_error';
  const words = what === 'schema_run' ? 'the generation of the schemas' : 'the task';
  const otherwise = `${words} ${category === 'canceled' ? 'was canceled' : 'failed'}`;
  const said = typeof run?.error === 'string' && run.error.trim() !== '' ? run.error : otherwise;
  return { category, message: shortened(redact(said)) };
}

function shortened(text: string): string {
  return text.length <= MAX_MESSAGE ? text : [...text].slice(0, MAX_MESSAGE).join('');
}
