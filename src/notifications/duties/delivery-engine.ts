import type { CommandBus } from '@nestjs/cqrs';
import type { DataSource } from 'typeorm';
import type { StreamRegistry } from '../../ledger/registry.js';
import type { MetricsRegistry } from '../../platform/health/metrics.js';
import type { ServiceSettings } from '../../platform/platform.module.js';
import { retryDelay } from '../sender/retry.js';
import type { Sender } from '../sender/sender.js';
import type { BridgeSecrets } from '../views/bridge-secrets.js';
import { DeliveryProspects } from '../views/delivery-prospect.js';
import { BridgeNews } from './bridge-news.js';
import { Courier } from './courier.js';
import { deliveryMetrics } from './delivery-metrics.js';
import { DeliveryOutcomes } from './delivery-outcomes.js';
import { DeliveryWakes } from './delivery-wakes.js';
import { DeliveryWork } from './delivery-work.js';
import { DeliveryWorker } from './delivery-worker.js';
import { DeliveryDuty } from './delivery.duty.js';
import { Redeliveries } from './redeliveries.js';
import { Turns } from './turns.js';

/** Database work at once: the pool is there for callers first. */
const DATABASE_TURNS = 3;
/** Until a message that waits for a slot of its host is given back, beyond the receiver's time, in ms. */
const SLOT_WAIT_MS = 2_000;
/** What writing down may take before a claim is over, in ms. */
const WRITING_MS = 3_000;

/** What deliveries are made of. */
export interface EngineParts {
  readonly settings: ServiceSettings;
  readonly dataSource: DataSource;
  readonly registry: StreamRegistry;
  readonly commands: CommandBus;
  readonly metrics: MetricsRegistry;
  readonly sender: Sender;
  readonly secrets: BridgeSecrets;
  readonly leads: () => boolean;
  readonly onError: (error: unknown) => void;
}

/** Puts the delivery of notifications together. */
export function deliveryDuty(parts: EngineParts): DeliveryDuty {
  const { settings, dataSource, sender, leads, onError } = parts;
  const timeoutMs = settings.notificationTimeoutSeconds * 1_000;
  const wholeMs = timeoutMs + SLOT_WAIT_MS;
  const leaseMs = wholeMs + WRITING_MS;
  const work = new DeliveryWork(dataSource, leaseMs);
  const common = {
    courier: new Courier(sender, parts.secrets, { timeoutMs, wholeMs }),
    news: new BridgeNews(parts.commands),
    counts: deliveryMetrics(parts.metrics, dataSource),
    turns: new Turns(DATABASE_TURNS),
  };
  const worker = new DeliveryWorker({
    ...common,
    prospects: new DeliveryProspects(dataSource, parts.registry),
    work,
    outcomes: new DeliveryOutcomes(dataSource, work),
    retryDelay: (failures, failure) =>
      retryDelay(failures, failure, {
        random: Math.random,
        shortestMs: settings.notificationRetrySeconds * 1_000,
        longestMs: settings.notificationRetryLongestSeconds * 1_000,
      }),
    again: (delayMs) => duty.wakeAfter(delayMs),
  });
  const duty: DeliveryDuty = new DeliveryDuty({
    ...{ wakes: new DeliveryWakes(dataSource), work, worker, leads, onError },
    redeliveries: new Redeliveries({ ...common, dataSource, leaseMs }),
    hasSlot: (url) => sender.hasSlot(url),
  });
  return duty;
}
