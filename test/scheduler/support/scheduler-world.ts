/** The scheduler as tests see it: its operations, and its events as people would be shown them. */
import { DataSource } from 'typeorm';
import type { JsonObject } from '../../../src/ledger/event.js';
import { EventLog } from '../../../src/ledger/log/event-log.js';
import { StreamRegistry } from '../../../src/ledger/registry.js';
import type { SchedulerStatus } from '../../../src/client/types.js';
import type { Api } from '../../support/contract.js';
import { wanted } from '../../support/place.js';
import type { TestApp } from '../../support/test-app.js';

export const pause = async (api: Api, body?: object): Promise<SchedulerStatus> =>
  (await wanted<{ scheduler: SchedulerStatus }>(api.post('/api/scheduler/pause', body), 200)).scheduler;

export const resume = async (api: Api, body?: object): Promise<SchedulerStatus> =>
  (await wanted<{ scheduler: SchedulerStatus }>(api.post('/api/scheduler/resume', body), 200)).scheduler;

export const statusOf = async (api: Api): Promise<SchedulerStatus> =>
  (await wanted<{ scheduler: SchedulerStatus }>(api.get('/api/scheduler'), 200)).scheduler;

/** One event of the scheduler's stream. */
export interface SchedulerLine {
  readonly position: number;
  readonly type: string;
  readonly payload: JsonObject | undefined;
  /** `<kind>:<ref>` of actor and origin. */
  readonly actor: string;
  readonly origin: string;
}

/** The scheduler's events above a position, in order. */
export async function schedulerEvents({ app }: TestApp, above = 0): Promise<SchedulerLine[]> {
  const registry = app.get(StreamRegistry);
  const events = await app.get(EventLog).after(above, 100_000);
  return events
    .filter(({ stream }) => stream === 'scheduler')
    .map((event) => ({
      position: event.position,
      type: event.type,
      payload: registry.payloadOf(event),
      actor: `${event.actor.kind}:${event.actor.ref}`,
      origin: `${event.origin.kind}:${event.origin.ref}`,
    }));
}

export async function headOf({ app }: TestApp): Promise<number> {
  return app.get(EventLog).head();
}

/** SQL beside the service. */
export function sql<Row extends object>({ app }: TestApp, text: string, values: unknown[] = []): Promise<Row[]> {
  return app.get(DataSource).query<Row[]>(text, values);
}
