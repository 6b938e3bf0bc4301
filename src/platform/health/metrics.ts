import { Controller, Get, Inject, Injectable, Logger, type OnApplicationShutdown, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { CachedReading } from './cached-reading.js';

/** What a metric is called, after `taskledger_`, and what it says; docs/metrics.md has every one. */
export interface DescribedMetric {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
}

/** One value of a gauge. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The application's own metrics; those of the process are there from the start. */
@Injectable()
export class MetricsRegistry extends Registry implements OnApplicationShutdown {
  private readonly logger = new Logger('metrics');
  private readonly failures: Counter;

  constructor() {
    super();
    collectDefaultMetrics({ register: this });
    this.failures = this.counter({
      name: 'metric_read_failures_total',
      help: 'Reads for metrics that failed; what they would have told is left out',
      labelNames: ['reading'],
    });
  }

  onApplicationShutdown(): void {
    this.clear();
  }

  counter({ name, help, labelNames = [] }: DescribedMetric): Counter {
    return new Counter({ name: `taskledger_${name}`, help, labelNames: [...labelNames], registers: [this] });
  }

  /** A gauge whose samples are asked for at every scrape; without samples it has none. */
  gauge(described: DescribedMetric, samples: () => Iterable<Sample> | Promise<Iterable<Sample>>): void {
    const { name, help, labelNames = [] } = described;
    new Gauge({
      name: `taskledger_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [this],
      async collect() {
        const current = await samples();
        this.reset();
        // Without labels a reset leaves a zero, which would be a lie.
        if (labelNames.length === 0) this.remove();
        for (const { labels = {}, value } of current) this.set({ ...labels }, value);
      },
    });
  }

  /** What several gauges share that has to be read from the database; a failure is counted and logged. */
  reading<T>(name: string, read: () => Promise<T>): CachedReading<T> {
    this.failures.inc({ reading: name }, 0);
    return new CachedReading(read, (error) => {
      this.failures.inc({ reading: name });
      this.logger.warn(`metrics of ${name} could not be read: ${String(error)}`);
    });
  }
}

/** For Prometheus; answers without a caller identity. */
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(MetricsRegistry) private readonly metrics: MetricsRegistry) {}

  @Get()
  async read(@Res() reply: FastifyReply): Promise<void> {
    const text = await this.metrics.metrics();
    await reply.header('cache-control', 'no-store').type(this.metrics.contentType).send(text);
  }
}
