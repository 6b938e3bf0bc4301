import type { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '../../../ledger/event.js';
import { newId } from '../../../ledger/identifiers.js';
import { redactText } from '../../../platform/redaction/redact.js';
import type { RunWebhookDelivered, RunWebhookFailed } from '../../../tasks/domain/run-events.js';
import { TellWebhook } from '../../commands/tell-webhook.js';
import { nextAttemptAfter } from '../../domain/webhook-attempts.js';
import type { SendOutcome } from '../../sender/outgoing.js';
import type { WebhookOutboxRow } from '../../views/webhook-outbox-view.js';
import type { CourierLimits, Post } from '../courier.js';
import type { Turns } from '../turns.js';
import { within } from '../within.js';
import type { WebhookCounts } from './webhook-metrics.js';
import type { ClaimedWebhook, WebhookAttempt, WebhookSends } from './webhook-sends.js';

/** Who signs for a caller. */
export interface SecretsByPrincipal {
  /** Undefined where nothing is signed. Throws when there is a secret that cannot be read. */
  of(principal: string): Promise<string | undefined>;
}

/** What is sent: the front's own answer for the run. */
export interface WebhookBodies {
  /** JSON; undefined when the run is gone. */
  of(errand: WebhookOutboxRow): Promise<string | undefined>;
}

export interface WebhookWorkerParts {
  readonly sends: WebhookSends;
  readonly bodies: WebhookBodies;
  readonly secrets: SecretsByPrincipal;
  readonly post: Post;
  readonly limits: CourierLimits;
  readonly commands: CommandBus;
  readonly counts: WebhookCounts;
  /** From 0 to below 1, evenly spread. */
  readonly random: () => number;
  /** For what takes a database connection. None is held while a message is on its way. */
  readonly turns: Turns;
}

/** How long a message waits when its host had no slot free, in ms. */
const BUSY_MS = 500;
/** How long an outcome waits that could not be written into the log, in ms. */
const TELL_AGAIN_MS = 1_000;

const NO_SECRET = 'the secret that signs it cannot be read';

/** Sends one message, once, and writes down how that went; a final outcome goes into the log (`http.md` 11.9). */
export class WebhookWorker {
  constructor(private readonly parts: WebhookWorkerParts) {}

  async serve(claimed: ClaimedWebhook, signal: AbortSignal): Promise<void> {
    const { sends, bodies, turns } = this.parts;
    const errand = await turns.take(() => sends.errand(claimed));
    if (!errand) return turns.take(() => sends.end(claimed));
    if (claimed.outcome !== null) return this.tell(claimed, errand);
    const body = await turns.take(() => bodies.of(errand));
    if (body === undefined) return turns.take(() => sends.end(claimed));
    const outcome = await this.send(errand, body, signal);
    if (!outcome.delivered && (outcome.reason === 'aborted' || outcome.reason === 'busy')) {
      return turns.take(() => sends.release(claimed, signal.aborted ? 0 : BUSY_MS));
    }
    const attempt = this.judge(claimed.attempts + 1, outcome);
    const noted = await turns.take(() => sends.note(claimed, attempt));
    if (!noted) return;
    this.parts.counts.count(attempt.outcome ?? 'retried');
    if (noted.outcome !== null) await this.tell(noted, errand);
  }

  private async send(errand: WebhookOutboxRow, body: string, signal: AbortSignal): Promise<SendOutcome> {
    const { secrets, post, limits, turns } = this.parts;
    let secret: string | undefined;
    try {
      secret = await turns.take(() => secrets.of(errand.principal));
    } catch {
      // Unsigned messages must not leave where signed ones are expected; whoever runs the service may put it right.
      return { delivered: false, reason: 'connection', error: NO_SECRET, durationMs: 0 };
    }
    const message = { id: errand.delivery_id, url: errand.url, body, timeoutMs: limits.timeoutMs };
    const signed = secret === undefined ? message : { ...message, secret };
    return within(limits.wholeMs, signal, (whole) => post.send(signed, whole));
  }

  private judge(attempts: number, outcome: SendOutcome): WebhookAttempt {
    if (outcome.delivered) return { status: outcome.status, outcome: 'delivered', delayMs: 0 };
    const { status, reason, retryAfterMs } = outcome;
    const refused = reason === 'refused';
    const delayMs = nextAttemptAfter({ attempts, status, refused, retryAfterMs }, this.parts.random());
    const failed = { status, error: redactText(outcome.error) };
    return delayMs === undefined ? { ...failed, outcome: 'failed', delayMs: 0 } : { ...failed, delayMs };
  }

  /** Writes the outcome into the log, and only then forgets the message. */
  private async tell(claimed: ClaimedWebhook, { task_id, delivery_id }: WebhookOutboxRow): Promise<void> {
    const { sends, commands, turns } = this.parts;
    try {
      await commands.execute(new TellWebhook(task_id, toldOf(claimed, delivery_id), context()));
    } catch (error) {
      await turns.take(() => sends.release(claimed, TELL_AGAIN_MS));
      throw error;
    }
    await turns.take(() => sends.end(claimed));
  }
}

function toldOf(claimed: ClaimedWebhook, delivery_id: string): RunWebhookDelivered | RunWebhookFailed {
  const { run_id, attempts, last_status, last_error } = claimed;
  if (claimed.outcome === 'delivered') return { run_id, delivery_id, attempt: attempts, status_code: last_status ?? 0 };
  return {
    run_id,
    delivery_id,
    attempts,
    ...(last_status === null ? {} : { last_status_code: last_status }),
    last_error: last_error ?? '',
  };
}

function context(): CommandContext {
  return {
    actor: { kind: 'daemon', ref: 'webhook-delivery' },
    origin: { kind: 'daemon', ref: 'daemon.webhook_delivery' },
    correlationId: newId('duty'),
  };
}
