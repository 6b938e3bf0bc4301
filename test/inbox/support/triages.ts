/** What actors do with tasks in their inbox, as tests do and read it. */
import { DataSource } from 'typeorm';
import type { Task, Triage } from '../../../src/client/types.js';
import type { RecordedEvent } from '../../../src/ledger/event.js';
import { EventLog } from '../../../src/ledger/log/event-log.js';
import { triageId } from '../../../src/inbox/lookups/triage-id.js';
import type { TriageRow } from '../../../src/inbox/views/triage-view.js';
import type { Api, ApiAnswer } from '../../support/contract.js';
import { type ErrorAnswer, wanted } from '../../support/place.js';
import type { TestApp } from '../../support/test-app.js';

export const VERBS = ['read', 'archive', 'dismiss'] as const;
export type Verb = (typeof VERBS)[number];

export function postTriage(
  api: Api,
  taskId: string,
  verb: Verb,
  body?: unknown,
): Promise<ApiAnswer<{ triage: Triage } & ErrorAnswer>> {
  return api.post(`/api/tasks/${taskId}/triage/${verb}`, body);
}

export async function triaged(api: Api, { id }: Pick<Task, 'id'>, verb: Verb, body?: unknown): Promise<Triage> {
  return (await wanted<{ triage: Triage }>(postTriage(api, id, verb, body), 200)).triage;
}

/** The rows of a task, by actor. */
export function rowsOf(service: TestApp, taskId: string): Promise<TriageRow[]> {
  return service.app
    .get(DataSource)
    .query<TriageRow[]>('SELECT * FROM task_triage WHERE task_id = $1 ORDER BY actor_kind, actor_ref', [taskId]);
}

/** All events of one actor's triage of a task. */
export function triageStory(service: TestApp, actor: Triage['actor'], taskId: string): Promise<RecordedEvent[]> {
  const log = service.app.get(EventLog, { strict: false });
  return log.ofStream(`triage:${triageId(actor, taskId)}`, 0, 1_000, true);
}
