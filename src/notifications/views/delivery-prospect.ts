import type { DataSource } from 'typeorm';
import { EVENT_COLUMNS, type EventRow, fromRow } from '../../ledger/log/event-rows.js';
import { readSnapshot, type RowSource } from '../../ledger/log/read-snapshot.js';
import type { StreamRegistry } from '../../ledger/registry.js';
import { streamName } from '../../ledger/stream-type.js';
import type { TaskStatus } from '../../tasks/domain/vocabulary.js';
import {
  decideDelivery,
  isEnd,
  FINAL_EVENT_TYPES,
  type RunNow,
  type TaskHappening,
} from '../domain/delivery-decision.js';
import type { DeliveryDecision } from '../domain/delivery-decision.js';
import type { BridgeRow } from './bridge-view.js';
import { JOIN_CURSOR } from './cursor-reader.js';
import type { SubscriptionRow } from './subscription-view.js';

/** Events looked at at once (`reviews.md` C.6). */
const PAGE = 100;

/** A subscription with what it is about, its bridge, and what its next message is to be. */
export interface DeliveryProspect {
  readonly subscription: SubscriptionRow;
  /** Null when there is no such bridge any more. */
  readonly bridge: BridgeRow | null;
  readonly decision: DeliveryDecision;
  /** Whether the task has come to its end. */
  readonly ended: boolean;
  /** The sequence up to which everything was looked at. */
  readonly seen: number;
  /** Why the run of the event that is to be told of failed, if it did. */
  readonly run_error?: string;
}

interface Standing {
  readonly subscription: SubscriptionRow;
  readonly bridge: BridgeRow | null;
  readonly status: TaskStatus;
  readonly latest_event_seq: number;
  readonly last_sequence: number;
}

const STANDING =
  'SELECT to_jsonb(s) AS subscription, to_jsonb(b) AS bridge, t.status, a.latest_event_seq, ' +
  'coalesce(c.last_sequence, 0) AS last_sequence FROM bridge_subscriptions s ' +
  'JOIN tasks t ON t.id = s.task_id JOIN task_activity a ON a.task_id = s.task_id ' +
  `LEFT JOIN bridges b ON b.id = s.bridge_instance_id ${JOIN_CURSOR} ` +
  'WHERE s.subscription_id = $1';

/** Events of other types are passed over by rule 1; the log need not hand them out for that. */
const EVENTS =
  `SELECT ${EVENT_COLUMNS} FROM events WHERE stream = $1 AND position > $2 AND type = ANY($3::text[]) ` +
  "AND visibility = 'public' ORDER BY version LIMIT $4";
const RUNS = 'SELECT id, task_id, status FROM runs WHERE id = ANY($1::text[])';
const RUN_ERROR = "SELECT value FROM task_documents WHERE owner_id = $1 AND name = 'error'";

/** What stands to be delivered to subscriptions, each seen in one snapshot: events never run ahead of the task's status. */
export class DeliveryProspects {
  constructor(
    private readonly dataSource: DataSource,
    private readonly registry: StreamRegistry,
  ) {}

  /** Undefined when the subscription or its task is gone. */
  of(subscriptionId: string): Promise<DeliveryProspect | undefined> {
    return readSnapshot(this.dataSource, async (snapshot) => {
      const [standing] = await snapshot.query<Standing[]>(STANDING, [subscriptionId]);
      if (!standing) return undefined;
      const { subscription, bridge, status, latest_event_seq } = standing;
      const decision = await this.decide(snapshot, standing);
      const run_id = decision.kind === 'deliver' ? decision.event.run_id : undefined;
      const run_error = run_id === undefined ? undefined : await runError(snapshot, run_id);
      const seen = Math.max(latest_event_seq, standing.last_sequence);
      const ended = isEnd(status);
      return { subscription, bridge, decision, ended, seen, ...(run_error === undefined ? {} : { run_error }) };
    });
  }

  /** Page after page, until one decides or there are no more. */
  private async decide(
    snapshot: RowSource,
    { subscription, status, last_sequence }: Standing,
  ): Promise<DeliveryDecision> {
    let cursor = last_sequence;
    let passed: DeliveryDecision = { kind: 'nothing' };
    for (;;) {
      const events = await this.events(snapshot, subscription.task_id, cursor);
      const runs = await runsOf(snapshot, events);
      const decided = decideDelivery(events, { id: subscription.task_id, status, runs }, cursor);
      if (decided.kind !== 'nothing') return decided;
      if (decided.passed !== undefined) passed = { ...passed, ...decided };
      if (events.length < PAGE || decided.passed === undefined) return passed;
      cursor = decided.passed;
    }
  }

  private async events(snapshot: RowSource, taskId: string, after: number): Promise<TaskHappening[]> {
    const values = [streamName('task', taskId), after, FINAL_EVENT_TYPES, PAGE];
    const rows = await snapshot.query<EventRow[]>(EVENTS, values);
    return rows.map((row) => {
      const event = fromRow(row);
      const payload = this.registry.payloadOf(event);
      const run_id = event.data?.run_id;
      return {
        sequence: event.position,
        type: event.type,
        ...(typeof run_id === 'string' ? { run_id } : {}),
        ...(payload === undefined ? {} : { payload }),
      };
    });
  }
}

async function runsOf(snapshot: RowSource, events: readonly TaskHappening[]): Promise<ReadonlyMap<string, RunNow>> {
  const ids = [...new Set(events.flatMap(({ run_id }) => run_id ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await snapshot.query<(RunNow & { readonly id: string })[]>(RUNS, [ids]);
  return new Map(rows.map(({ id, ...run }) => [id, run]));
}

async function runError(snapshot: RowSource, runId: string): Promise<string | undefined> {
  const [document] = await snapshot.query<{ value: unknown }[]>(RUN_ERROR, [runId]);
  return typeof document?.value === 'string' ? document.value : undefined;
}
