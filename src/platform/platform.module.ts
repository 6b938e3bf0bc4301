/**
 * What every part of the service may rely on: settings, database, health, metrics. Global, registered once.
 */
import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Settings } from './configuration/settings.js';
import { databaseCheck } from './health/database-check.js';
import { HealthController } from './health/health.controller.js';
import { HealthRegistry } from './health/health-registry.js';
import { MetricsController, MetricsRegistry } from './health/metrics.js';
import type { OpenDatabase } from './postgres/open-database.js';

/** Settings of a running service: the generated secret is known by then. */
export interface ServiceSettings extends Settings {
  readonly secret: string;
}

/** Injection token of `ServiceSettings`. */
export const SETTINGS_TOKEN = Symbol('Settings');

export interface PlatformOptions {
  readonly settings: ServiceSettings;
  readonly database: Pick<OpenDatabase, 'dataSource' | 'url'>;
}

@Module({})
export class PlatformModule implements OnModuleInit {
  constructor(
    @Inject(HealthRegistry) private readonly health: HealthRegistry,
    @Inject(DataSource) private readonly dataSource: DataSource,
  ) {}

  static forRoot({ settings, database }: PlatformOptions): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: SETTINGS_TOKEN, useValue: settings },
        { provide: DataSource, useValue: database.dataSource },
        HealthRegistry,
        MetricsRegistry,
      ],
      exports: [SETTINGS_TOKEN, DataSource, HealthRegistry, MetricsRegistry],
    };
  }

  onModuleInit(): void {
    this.health.register('database', databaseCheck(this.dataSource));
  }
}
