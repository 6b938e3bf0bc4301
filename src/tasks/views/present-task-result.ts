/** The object of the task results front (`http.md` 13), which callbacks send as well, byte for byte. */
import type { Json, JsonObject } from '../../ledger/event.js';
import { logLines } from './run-log/log-lines.js';
import type { TaskResult } from './task-result.js';

export const RESULT_STATUSES = ['running', 'complete', 'error'] as const;
export type ResultStatus = (typeof RESULT_STATUSES)[number];

export interface PresentedTaskResult {
  readonly id: string;
  readonly name: string;
  readonly agentId: string | null;
  readonly userId: string;
  readonly createdAt: string;
  readonly logs: string[];
  readonly output: JsonObject;
  readonly status: ResultStatus;
  readonly callback: string | null;
}

/** How secrets are kept back. */
export interface Redaction {
  /** Masks them in a text. */
  readonly text: (text: string) => string;
  /** Takes claim tokens out of JSON. */
  readonly json: (value: Json) => Json;
}

const STATUSES: Readonly<Record<string, ResultStatus>> = { completed: 'complete', failed: 'error', canceled: 'error' };

/** From what was read alone: the same rows give the same bytes. */
export function presentTaskResult(result: TaskResult, { text, json }: Redaction): PresentedTaskResult {
  const { task, outcome, agent, callback, output, log, lines } = result;
  return {
    id: task.uuid,
    name: task.title,
    agentId: agent,
    userId: task.created_by_ref,
    createdAt: task.created_at,
    logs: logLines(log.events, log.steps, lines, text),
    output: output === undefined ? {} : asObject(json(output)),
    status: STATUSES[outcome ?? task.status] ?? 'running',
    callback,
  };
}

function asObject(value: Json): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : { result: value };
}
