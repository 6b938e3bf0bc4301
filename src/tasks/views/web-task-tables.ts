import { table } from '../../ledger/lane/table.js';
import type { FailureCategory, RunStatus } from '../domain/vocabulary.js';
import type { WebTaskRunKind } from '../domain/web-task-runs.js';

/** A row of `web_tasks`: what a web task was made with and what lists of them go by. Never changes. */
export interface WebTaskRow {
  readonly task_id: string;
  readonly workspace_id: string | null;
  /** The person who made it; null where another kind of caller did. */
  readonly created_by: string | null;
  readonly created_at: string;
  readonly website: string;
  readonly auto_generate_schemas: boolean;
  /** Canonical JSON. */
  readonly creation_secrets: string;
}

export const WEB_TASKS = table<WebTaskRow>({
  name: 'web_tasks',
  key: ['task_id'],
  columns: [
    'task_id',
    'workspace_id',
    'created_by',
    'created_at',
    'website',
    'auto_generate_schemas',
    'creation_secrets',
  ],
});

export const WEB_TASK_TEXTS_NAMES = ['input_schema', 'output_schema', 'required_secrets', 'secret_bindings'] as const;
export type WebTaskTextName = (typeof WEB_TASK_TEXTS_NAMES)[number];

/**
 * A row of `web_task_texts`: JSON as text. No row: there is no such schema, nothing was said of secrets, or no slot is
 * bound.
 */
export interface WebTaskTextRow {
  readonly task_id: string;
  readonly name: WebTaskTextName;
  readonly value: string;
}

export const WEB_TASK_TEXTS = table<WebTaskTextRow>({
  name: 'web_task_texts',
  key: ['task_id', 'name'],
  columns: ['task_id', 'name', 'value'],
});

/** A row of `web_task_runs`: the latest schema run, and the latest run of the task's own. */
export interface WebTaskRunRow {
  readonly task_id: string;
  readonly kind: WebTaskRunKind;
  readonly run_id: string;
  readonly status: RunStatus;
  /** Why it has ended without success. */
  readonly failure: FailureCategory | null;
}

export const WEB_TASK_RUNS = table<WebTaskRunRow>({
  name: 'web_task_runs',
  key: ['task_id', 'kind'],
  columns: ['task_id', 'kind', 'run_id', 'status', 'failure'],
});
