import { DataSource } from 'typeorm';
import { migrations } from '../../../migrations/index.js';
import { setTypeParsers } from './type-parsers.js';

export interface DataSourceOptions {
  /** Connections in the pool. Default 8. */
  readonly poolSize?: number;
  /** Shown in `pg_stat_activity`. Default `taskledger`. */
  readonly applicationName?: string;
}

const CONNECT_WITHIN_MS = 10_000;

/** A connection pool with our migrations, not yet connected; its sessions run in UTC. */
export function createDataSource(url: string, options: DataSourceOptions = {}): DataSource {
  setTypeParsers();
  return new DataSource({
    type: 'postgres',
    url,
    poolSize: options.poolSize ?? 8,
    applicationName: options.applicationName ?? 'taskledger',
    connectTimeoutMS: CONNECT_WITHIN_MS,
    extra: { options: '-c TimeZone=UTC', keepAlive: true },
    migrations: [...migrations],
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    installExtensions: false,
    logging: false,
  });
}
