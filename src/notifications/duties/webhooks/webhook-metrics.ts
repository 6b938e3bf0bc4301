import type { DataSource } from 'typeorm';
import type { MetricsRegistry } from '../../../platform/health/metrics.js';

/** How an attempt can end. */
const WEBHOOK_ATTEMPTS = ['delivered', 'retried', 'failed'] as const;
type WebhookAttemptEnd = (typeof WEBHOOK_ATTEMPTS)[number];

/** Where attempts are counted. */
export interface WebhookCounts {
  count(end: WebhookAttemptEnd): void;
}

const WAITING =
  'SELECT count(*) AS waiting, count(*) FILTER (WHERE attempts > 0) AS failing, ' +
  'coalesce(extract(epoch FROM now() - min(since)), 0) AS oldest FROM webhook_sends';

/** Registers what metrics say of webhooks: attempts of this instance, and what waits, which is read from the database. */
export function webhookMetrics(metrics: MetricsRegistry, dataSource: DataSource): WebhookCounts {
  const attempts = metrics.counter({
    name: 'webhook_attempts_total',
    help: 'Attempts of this instance to tell a webhook of the end of a run; after retried ones there is another',
    labelNames: ['outcome'],
  });
  for (const outcome of WEBHOOK_ATTEMPTS) attempts.inc({ outcome }, 0);
  const waiting = metrics.reading('webhooks', async () => {
    const [row] =
      await dataSource.query<Readonly<Record<'waiting' | 'failing' | 'oldest', number | string>>[]>(WAITING);
    return { waiting: Number(row?.waiting), failing: Number(row?.failing), oldest: Number(row?.oldest) };
  });
  const gauge = (name: string, help: string, member: 'waiting' | 'failing' | 'oldest'): void =>
    metrics.gauge({ name, help }, async () => {
      const read = await waiting.get();
      return read ? [{ value: read[member] }] : [];
    });
  gauge('webhooks_waiting', 'Ends of runs whose webhook has not been told yet', 'waiting');
  gauge('webhooks_failing', 'Those of them whose last attempt failed', 'failing');
  gauge('webhooks_oldest_wait_seconds', 'Time since the oldest of these ends; 0 when none waits', 'oldest');
  return { count: (outcome) => attempts.inc({ outcome }) };
}
