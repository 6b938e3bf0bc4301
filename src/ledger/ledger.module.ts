/**
 * The engine: the lane by which everything is written, the log, the hub that hands committed events on, and the duties
 * of the leading instance. It knows nothing of tasks; contexts register their streams, views, indexes and duties when
 * their modules start, before the first command runs.
 */
import {
  type DynamicModule,
  Global,
  Inject,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type BeforeApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DutyRunner } from './duties/duty-runner.js';
import { Leadership } from './duties/leadership.js';
import { Followers } from './followers/followers.js';
import { noteVersionsOfEmptyLedger } from './followers/outdated-views.js';
import { Rebuilds } from './followers/rebuilds.js';
import { readCheckpoints } from './followers/view-checkpoints.js';
import { ViewPositions } from './followers/view-positions.js';
import { Hub } from './hub/hub.js';
import { LogListener } from './hub/log-listener.js';
import { Lane } from './lane/lane.js';
import { LaneMetrics } from './lane/lane-metrics.js';
import type { LaneQuery } from './lane/lookup.js';
import { EventLog } from './log/event-log.js';
import { LedgerHealth } from './ledger-health.js';
import { LedgerMetrics } from './ledger-metrics.js';
import { LedgerWait } from './ledger-wait.js';
import { StreamRegistry } from './registry.js';

export interface LedgerModuleOptions {
  readonly url: string;
  /** Whether this instance may run duties: roles `all` and `worker`. */
  readonly duties: boolean;
}

const OPTIONS = Symbol('ledger options');
const logger = new Logger('ledger');

const providers: Provider[] = [
  StreamRegistry,
  LaneMetrics,
  LedgerHealth,
  LedgerMetrics,
  { provide: EventLog, inject: [DataSource], useFactory: (dataSource: DataSource) => new EventLog(dataSource) },
  {
    provide: Lane,
    inject: [StreamRegistry, OPTIONS, LaneMetrics],
    useFactory: (registry: StreamRegistry, { url }: LedgerModuleOptions, metrics: LaneMetrics) =>
      new Lane(registry, { url, observer: metrics }),
  },
  {
    provide: Hub,
    inject: [EventLog],
    useFactory: (log: EventLog) => new Hub(log, { onError: (error) => logger.error(error) }),
  },
  {
    provide: LedgerWait,
    inject: [Hub, EventLog],
    useFactory: (hub: Hub, log: EventLog) => new LedgerWait(hub, log),
  },
  {
    provide: LogListener,
    inject: [Hub, Followers, OPTIONS],
    useFactory: (hub: Hub, followers: Followers, { url }: LedgerModuleOptions) =>
      new LogListener(
        url,
        (position) => hub.wake(position),
        (error) => logger.warn(`log listener: ${String(error)}`),
        (view) => followers.hurry(view),
      ),
  },
  {
    provide: Leadership,
    inject: [OPTIONS],
    useFactory: ({ url }: LedgerModuleOptions) =>
      new Leadership(url, (error) => logger.warn(`leadership: ${String(error)}`)),
  },
  {
    provide: ViewPositions,
    inject: [DataSource],
    useFactory: (dataSource: DataSource) =>
      new ViewPositions(() => readCheckpoints((text, values) => dataSource.query(text, [...values]))),
  },
  {
    provide: Followers,
    inject: [OPTIONS, StreamRegistry, EventLog, Hub, Leadership, ViewPositions, DataSource],
    useFactory: (
      { url }: LedgerModuleOptions,
      registry: StreamRegistry,
      log: EventLog,
      hub: Hub,
      leadership: Leadership,
      positions: ViewPositions,
      dataSource: DataSource,
    ) => {
      const onError = (view: string, error: unknown): void => logger.error(reason(error), `follower ${view}`);
      const query: LaneQuery = (text, values) => dataSource.query(text, [...values]);
      return new Followers({ url, registry, log, hub, leadership, positions, query, onError });
    },
  },
  {
    provide: Rebuilds,
    inject: [OPTIONS, StreamRegistry, DataSource],
    useFactory: ({ url }: LedgerModuleOptions, registry: StreamRegistry, dataSource: DataSource) =>
      new Rebuilds({
        ...{ url, registry },
        query: (text, values) => dataSource.query(text, [...values]),
        onError: (rebuild, error) => logger.error(reason(error), `rebuild ${rebuild}`),
      }),
  },
  {
    provide: DutyRunner,
    inject: [Leadership],
    useFactory: (leadership: Leadership) =>
      new DutyRunner(leadership, (duty, error) => logger.error(reason(error), duty)),
  },
];

function reason(error: unknown): unknown {
  return error instanceof Error ? error : String(error);
}

@Global()
@Module({})
export class LedgerModule implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private rebuildsEnd: Promise<void> | undefined;

  constructor(
    @Inject(OPTIONS) private readonly options: LedgerModuleOptions,
    private readonly lane: Lane,
    private readonly hub: Hub,
    private readonly listener: LogListener,
    private readonly leadership: Leadership,
    private readonly duties: DutyRunner,
    private readonly followers: Followers,
    private readonly rebuilds: Rebuilds,
    private readonly registry: StreamRegistry,
    private readonly dataSource: DataSource,
  ) {}

  static forRoot(options: LedgerModuleOptions): DynamicModule {
    return {
      module: LedgerModule,
      providers: [{ provide: OPTIONS, useValue: options }, ...providers],
      exports: [
        ...[StreamRegistry, Lane, EventLog, Hub, LedgerWait, ViewPositions],
        ...[Followers, Rebuilds, DutyRunner, Leadership],
      ],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    this.lane.onCommitted((events, states) => {
      this.followers.committed(states);
      this.hub.offer(events);
    });
    await noteVersionsOfEmptyLedger((text, values) => this.dataSource.query(text, [...values]), this.registry);
    await this.hub.start();
    await this.listener.start();
    if (!this.options.duties) return;
    await this.leadership.start();
    this.duties.start();
    this.followers.start();
  }

  /**
   * Followers and duties first, then the hub, so that held answers and streams end before the server closes its
   * connections. Nobody waits for rebuilds: a page or an index of theirs may take long.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.rebuildsEnd = this.rebuilds.stop();
    await this.followers.stop();
    await this.duties.stop();
    await this.leadership.stop();
    await this.listener.stop();
    await this.hub.stop();
  }

  /** Last: what callers still wait for is committed and answered. */
  async onApplicationShutdown(): Promise<void> {
    await this.lane.close();
    await this.rebuildsEnd;
  }
}
