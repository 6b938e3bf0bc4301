import { fingerprint } from '../../ledger/fingerprint.js';
import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import { table } from '../../ledger/lane/table.js';
import type { RunWebhook, WebhookFront } from '../../tasks/domain/run-call.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import { existingTask, type RunState, type TaskStream } from '../../tasks/domain/task-state.js';

/** A row of `webhook_outbox`: an ended run whose end has still to be told (`http.md` 11.9). */
export interface WebhookOutboxRow {
  readonly run_id: string;
  /** `whd-` and 16 hex digits: the same for every attempt, and for whatever run goes on in place of the called one. */
  readonly delivery_id: string;
  /** The run that the caller knows, where that is another. */
  readonly called_as: string | null;
  readonly task_id: string;
  readonly url: string;
  /** Name and port of the URL. */
  readonly host: string;
  readonly front: WebhookFront;
  readonly principal: string;
  readonly ended_at: string;
  /** Of the event that ended the run. */
  readonly position: number;
}

const WEBHOOK_OUTBOX = table<WebhookOutboxRow>({
  name: 'webhook_outbox',
  key: ['run_id'],
  columns: [
    'run_id',
    'delivery_id',
    'called_as',
    'task_id',
    'url',
    'host',
    'front',
    'principal',
    'ended_at',
    'position',
  ],
});

/**
 * The outbox of webhooks: a row comes in the transaction of the event that ends the run, and goes with the event that
 * tells its outcome, or with the task.
 */
export const webhookOutboxView: InlineView<TaskStream, TaskEvent> = {
  name: 'webhook_outbox',
  version: 2,
  category: 'task',
  tables: [WEBHOOK_OUTBOX],

  project({ before, after, events }: StreamChange<TaskStream, TaskEvent>, rows: RowSink): void {
    const was = untoldRuns(before);
    const now = untoldRuns(after);
    for (const run_id of was.keys()) if (!now.has(run_id)) rows.remove(WEBHOOK_OUTBOX, { run_id });
    for (const [id, { run, webhook, task_id }] of now) {
      if (was.has(id)) continue;
      rows.put(WEBHOOK_OUTBOX, outboxRow(task_id, run, webhook, endOf(id, events)));
    }
  },
};

interface Untold {
  readonly run: RunState;
  readonly webhook: RunWebhook;
  readonly task_id: string;
}

function untoldRuns(stream: TaskStream): ReadonlyMap<string, Untold> {
  const untold = new Map<string, Untold>();
  const task = existingTask(stream);
  for (const run of task?.runs ?? []) {
    if (task && run.untold) untold.set(run.id, { run, webhook: run.untold, task_id: task.id });
  }
  return untold;
}

type Event = StreamChange<TaskStream, TaskEvent>['events'][number];

const ENDS: ReadonlySet<string> = new Set<TaskEvent['type']>([
  'task.run_completed',
  'task.run_failed',
  'task.run_canceled',
  'task.run_operator_forced_fail',
]);

/** Whether an event can end a run, so that there may be something to tell. */
export function endsRun({ type }: { readonly type: string }): boolean {
  return ENDS.has(type);
}

/** The event that ended a run which was not told of before these events: it is among them. */
function endOf(runId: string, events: readonly Event[]): Event {
  const end = events.findLast((event) => endsRun(event) && 'run_id' in event.data && event.data.run_id === runId);
  if (!end) throw new Error(`run ${runId} is to be told of, and no event has ended it`);
  return end;
}

function outboxRow(task_id: string, run: RunState, webhook: RunWebhook, end: Event): WebhookOutboxRow {
  const { url, front, principal, called_as } = webhook;
  return {
    run_id: run.id,
    delivery_id: deliveryIdOf(called_as ?? run.id, url),
    called_as: called_as ?? null,
    task_id,
    url,
    host: hostOf(url),
    front,
    principal,
    ended_at: end.recordedAt,
    position: end.position,
  };
}

/** One for each run that a caller knows and URL that is told of it. */
export function deliveryIdOf(calledRunId: string, url: string): string {
  return `whd-${fingerprint({ run_id: calledRunId, url }).slice(0, 16)}`;
}

function hostOf(url: string): string {
  if (!URL.canParse(url)) return '';
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}
