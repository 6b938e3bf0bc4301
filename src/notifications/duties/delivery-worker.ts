import { redactText } from '../../platform/redaction/redact.js';
import { acknowledgementFault } from '../domain/delivery-acknowledgement.js';
import type { FinalEvent, FinalStatus } from '../domain/delivery-decision.js';
import { message } from '../domain/delivery-message.js';
import type { BridgeRow } from '../views/bridge-view.js';
import type { DeliveryProspect, DeliveryProspects } from '../views/delivery-prospect.js';
import type { BridgeNews } from './bridge-news.js';
import { barTo, type Courier } from './courier.js';
import type { DeliveryCounts } from './delivery-metrics.js';
import type { DeliveryOutcomes } from './delivery-outcomes.js';
import type { PlannedDelivery } from './delivery-records.js';
import type { Claimed } from './delivery-tables.js';
import type { DeliveryWork } from './delivery-work.js';
import type { Turns } from './turns.js';

export interface DeliveryParts {
  readonly prospects: DeliveryProspects;
  readonly work: DeliveryWork;
  readonly outcomes: DeliveryOutcomes;
  readonly courier: Courier;
  readonly news: BridgeNews;
  readonly counts: DeliveryCounts;
  /** How long to wait after so many failures in a row, in ms. */
  readonly retryDelay: (failures: number, failure: { readonly retryAfterMs?: number; readonly gone?: true }) => number;
  /** Told when a try was put off for less than the next regular look. */
  readonly again: (delayMs: number) => void;
  /** For what takes a database connection. None is held while a message is on its way. */
  readonly turns: Turns;
}

/** How long a message waits when its host had no slot free, in ms. */
const BUSY_MS = 500;

/** Serves one subscription at a time: looks, sends, writes down, looks again, until nothing is left or a try fails. */
export class DeliveryWorker {
  constructor(private readonly parts: DeliveryParts) {}

  /** @param signal when it is aborted, what was begun and not delivered is given back */
  async serve(claimed: Claimed, signal: AbortSignal): Promise<void> {
    let failures = claimed.failures;
    while (!signal.aborted) {
      if (!(await this.step({ ...claimed, failures }, signal))) return;
      failures = 0;
    }
    await this.release(claimed, 0);
  }

  /** Answers whether there may be more to do. */
  private async step(claimed: Claimed, signal: AbortSignal): Promise<boolean> {
    const { turns, prospects, outcomes, counts } = this.parts;
    const prospect = await turns.take(() => prospects.of(claimed.subscription_id));
    if (!prospect) {
      await turns.take(() => outcomes.vanished(claimed));
      return false;
    }
    const { decision } = prospect;
    if (decision.kind === 'deliver') return this.deliver(claimed, prospect, decision, signal);
    if (decision.kind === 'fail') {
      await this.failed(claimed, prospect, { words: decision.error, durationMs: 0, sent: false });
      return false;
    }
    const dropped = await turns.take(() => outcomes.passedOver(claimed, prospect));
    if (dropped !== 'lost') counts.count('dropped', dropped);
    return false;
  }

  private async deliver(
    claimed: Claimed,
    prospect: DeliveryProspect,
    { event, status }: { readonly event: FinalEvent; readonly status: FinalStatus },
    signal: AbortSignal,
  ): Promise<boolean> {
    const { turns, outcomes, counts } = this.parts;
    const body = JSON.stringify(
      message(prospect.subscription, { event, status, run_error: prospect.run_error }, redactText),
    );
    const planned = await turns.take(() => outcomes.planned(claimed, prospect, event, body));
    if (planned === 'lost') return false;
    const { bridge } = prospect;
    const bar = barTo(bridge, prospect.subscription.bridge_instance_id);
    if (bar !== undefined || !bridge) {
      await this.failed(claimed, prospect, { words: bar ?? '', durationMs: 0, sent: false, planned });
      return false;
    }
    if (!bridge.notification_suppress) return this.send(claimed, { ...prospect, bridge }, planned, signal);
    const written = await turns.take(() => outcomes.suppressed(claimed, prospect, planned));
    if (written === 'lost') return false;
    counts.count('suppressed');
    return true;
  }

  private async send(
    claimed: Claimed,
    prospect: DeliveryProspect & { readonly bridge: BridgeRow },
    planned: PlannedDelivery,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { turns, outcomes, courier, counts, news } = this.parts;
    const { bridge } = prospect;
    const outcome = await courier.carry(bridge, planned, signal);
    if (!outcome.delivered) {
      if (outcome.reason === 'aborted' || outcome.reason === 'busy') await this.release(claimed, BUSY_MS);
      else await this.failed(claimed, prospect, { ...outcome, sent: true, planned });
      return false;
    }
    const fault = acknowledgementFault(outcome.body, { delivery_id: planned.delivery_id, seq: planned.sequence });
    if (fault !== undefined) {
      await this.failed(claimed, prospect, { ...outcome, words: fault, sent: true, planned });
      return false;
    }
    const attempt = { durationMs: outcome.durationMs, status: outcome.status };
    const written = await turns.take(() => outcomes.delivered(claimed, prospect, planned, attempt));
    if (written === 'lost') return false;
    counts.count('delivered');
    await news.succeeded(bridge);
    return true;
  }

  private async failed(claimed: Claimed, prospect: DeliveryProspect, failure: Failure): Promise<void> {
    const { turns, outcomes, counts, news, retryDelay, again } = this.parts;
    const { durationMs, status, planned, sent } = failure;
    const words = redactText(failure.words);
    const delayMs = retryDelay(claimed.failures + 1, failure);
    const health = await turns.take(() =>
      outcomes.failed(claimed, prospect, {
        ...{ words, delayMs, sent, attempt: { durationMs, ...(status === undefined ? {} : { status }) } },
        ...(planned ? { delivery_id: planned.delivery_id } : {}),
      }),
    );
    if (health === 'lost') return;
    counts.count('failed');
    again(delayMs);
    if (health && prospect.bridge) await news.failed(prospect.bridge, health);
  }

  private async release(claimed: Claimed, delayMs: number): Promise<void> {
    await this.parts.turns.take(() => this.parts.work.release(claimed, delayMs));
  }
}

/** What is known of a try that failed. */
interface Failure {
  readonly words: string;
  readonly durationMs: number;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly gone?: true;
  readonly sent: boolean;
  readonly planned?: PlannedDelivery;
}
