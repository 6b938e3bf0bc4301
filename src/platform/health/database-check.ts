import type { DataSource } from 'typeorm';
import type { HealthCheck } from './health-registry.js';

/** Whether a query of the pool is answered, and how fast. */
export function databaseCheck(dataSource: DataSource): HealthCheck {
  return async () => {
    const asked = performance.now();
    await dataSource.query('SELECT 1');
    return { ok: true, detail: { ms: Math.round(performance.now() - asked) } };
  };
}
