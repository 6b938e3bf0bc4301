import type { DataSource } from 'typeorm';
import type { MetricsRegistry } from '../../platform/health/metrics.js';

/** How work on a message can end. A redelivery counts like any other try. */
const DELIVERY_OUTCOMES = ['delivered', 'failed', 'suppressed', 'dropped'] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** Where outcomes are counted. */
export interface DeliveryCounts {
  count(outcome: DeliveryOutcome, times?: number): void;
}

const WAITING =
  'SELECT count(*) AS waiting, count(*) FILTER (WHERE failures > 0) AS failing, ' +
  'coalesce(extract(epoch FROM now() - min(since)), 0) AS oldest FROM delivery_work';

/** Registers what metrics say of deliveries: their outcomes, and what waits, which is read from the database. */
export function deliveryMetrics(metrics: MetricsRegistry, dataSource: DataSource): DeliveryCounts {
  const outcomes = metrics.counter({
    name: 'deliveries_total',
    help: 'Tries of notifications that this instance made, and those that it decided not to make',
    labelNames: ['outcome'],
  });
  for (const outcome of DELIVERY_OUTCOMES) outcomes.inc({ outcome }, 0);
  const waiting = metrics.reading('deliveries', async () => {
    const [row] =
      await dataSource.query<Readonly<Record<'waiting' | 'failing' | 'oldest', number | string>>[]>(WAITING);
    return { waiting: Number(row?.waiting), failing: Number(row?.failing), oldest: Number(row?.oldest) };
  });
  const gauge = (name: string, help: string, member: 'waiting' | 'failing' | 'oldest'): void =>
    metrics.gauge({ name, help }, async () => {
      const read = await waiting.get();
      return read ? [{ value: read[member] }] : [];
    });
  gauge('deliveries_waiting', 'Subscriptions that have something to deliver or to look at', 'waiting');
  gauge('deliveries_failing', 'Those of them whose last try failed', 'failing');
  gauge(
    'deliveries_oldest_wait_seconds',
    'How long the one that waits longest has waited; 0 when none waits',
    'oldest',
  );
  return { count: (outcome, times = 1) => outcomes.inc({ outcome }, times) };
}
