import type { CommandBus } from '@nestjs/cqrs';
import type { DataSource } from 'typeorm';
import type { WebhookSecrets } from '../../../access/views/webhook-secrets.js';
import type { MetricsRegistry } from '../../../platform/health/metrics.js';
import type { ServiceSettings } from '../../../platform/platform.module.js';
import type { Sender } from '../../sender/sender.js';
import { Turns } from '../turns.js';
import { FrontBodies } from './webhook-bodies.js';
import { WebhookDuty } from './webhook.duty.js';
import { webhookMetrics } from './webhook-metrics.js';
import { WebhookSends } from './webhook-sends.js';
import { WebhookSigners } from './webhook-signers.js';
import { WebhookWorker } from './webhook-worker.js';

/** Database work at once: the pool is there for callers first. */
const DATABASE_TURNS = 3;
/** Until a message that waits for a slot of its host is given back, beyond the receiver's time, in ms. */
const SLOT_WAIT_MS = 2_000;
/** What writing down may take before a claim is over, in ms. */
const WRITING_MS = 3_000;

/** What webhooks are made of. */
export interface WebhookParts {
  readonly settings: ServiceSettings;
  readonly dataSource: DataSource;
  readonly commands: CommandBus;
  readonly metrics: MetricsRegistry;
  readonly sender: Sender;
  readonly secrets: WebhookSecrets;
  readonly leads: () => boolean;
  readonly onError: (error: unknown) => void;
}

/** Puts the telling of webhooks together. */
export function webhookDuty(parts: WebhookParts): WebhookDuty {
  const { settings, dataSource, commands, sender, leads, onError } = parts;
  const timeoutMs = settings.notificationTimeoutSeconds * 1_000;
  const wholeMs = timeoutMs + SLOT_WAIT_MS;
  const sends = new WebhookSends(dataSource, wholeMs + WRITING_MS);
  const worker = new WebhookWorker({
    ...{ sends, commands, post: sender, limits: { timeoutMs, wholeMs }, random: Math.random },
    bodies: new FrontBodies(dataSource),
    secrets: new WebhookSigners(parts.secrets, settings.webhookSecret),
    counts: webhookMetrics(parts.metrics, dataSource),
    turns: new Turns(DATABASE_TURNS),
  });
  return new WebhookDuty({ sends, worker, leads, hasSlot: (url) => sender.hasSlot(url), onError });
}
