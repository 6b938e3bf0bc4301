import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/platform/postgres/data-source.js';
import { SessionSightings } from '../../../src/sessions/views/session-sightings.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

/** Seconds; a quarter of it is longer than any test takes. */
const LONG = 86_400;
/** Seconds; a quarter of it has passed at the next look. */
const SHORT = 0;

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await createTestDatabase();
  dataSource = await createDataSource(database.url, { poolSize: 2 }).initialize();
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

async function written(
  sessionId: string,
): Promise<{ last_seen_at: string; age_ms: number; touched: string } | undefined> {
  const rows = await dataSource.query<{ last_seen_at: string; age_ms: number; touched: string }[]>(
    'SELECT last_seen_at, extract(epoch FROM clock_timestamp() - last_seen_at)::float8 * 1000 AS age_ms, xmin::text AS touched ' +
      'FROM agent_session_sightings WHERE session_id = $1',
    [sessionId],
  );
  return rows[0];
}

describe('sightings', () => {
  it('are remembered at once and written when somebody looks', async () => {
    const sightings = new SessionSightings(dataSource);
    sightings.seen('first', LONG);
    expect(sightings.ageMs('first')).toBeGreaterThanOrEqual(0);
    expect(await written('first')).toBeUndefined();
    await sightings.writeDue();
    const row = await written('first');
    const age = sightings.ageMs('first') ?? 0;
    expect(row?.age_ms).toBeGreaterThanOrEqual(0);
    expect(row?.age_ms).toBeLessThanOrEqual(age + 1_000);
  });

  it('are written at most every quarter of the ttl', async () => {
    const sightings = new SessionSightings(dataSource);
    sightings.seen('often', LONG);
    await sightings.writeDue();
    const before = await written('often');
    sightings.seen('often', LONG);
    await sightings.writeDue();
    expect(await written('often')).toEqual({ ...before, age_ms: expect.any(Number) as unknown });
  });

  it('are written again once that has passed, and only when there is something new', async () => {
    const sightings = new SessionSightings(dataSource);
    sightings.seen('again', SHORT);
    await sightings.writeDue();
    const first = await written('again');
    sightings.seen('again', SHORT);
    await sightings.writeDue();
    const second = await written('again');
    expect(second?.touched).not.toBe(first?.touched);
    await sightings.writeDue();
    expect((await written('again'))?.touched).toBe(second?.touched);
  });

  it('are let go once the table knows as much', async () => {
    const sightings = new SessionSightings(dataSource);
    sightings.seen('gone', SHORT);
    await sightings.writeDue();
    expect(sightings.ageMs('gone')).toBeDefined();
    await sightings.writeDue();
    expect(sightings.ageMs('gone')).toBeUndefined();
  });

  it('are all written when the service stops', async () => {
    const sightings = new SessionSightings(dataSource);
    sightings.seen('last', LONG);
    await sightings.writeDue();
    const before = await written('last');
    sightings.seen('last', LONG);
    sightings.seen('never written', LONG);
    await sightings.onApplicationShutdown();
    expect((await written('last'))?.touched).not.toBe(before?.touched);
    expect(await written('never written')).toBeDefined();
  });

  it('never go back: an older sighting of another instance changes nothing', async () => {
    const [here, there] = [new SessionSightings(dataSource), new SessionSightings(dataSource)];
    there.seen('shared', LONG);
    here.seen('shared', LONG);
    await here.writeDue();
    const newest = await written('shared');
    await there.writeDue();
    expect((await written('shared'))?.last_seen_at).toBe(newest?.last_seen_at);
  });

  it('come through in their thousands', async () => {
    const sightings = new SessionSightings(dataSource);
    for (let i = 0; i < 2_500; i++) sightings.seen(`many-${i}`, LONG);
    await sightings.writeDue();
    const [row] = await dataSource.query<{ n: number }[]>(
      "SELECT count(*)::int AS n FROM agent_session_sightings WHERE session_id LIKE 'many-%'",
    );
    expect(row?.n).toBe(2_500);
  });

  it('outlast a database that is away', async () => {
    const flaky = createDataSource(database.url, { poolSize: 1 });
    const sightings = new SessionSightings(flaky);
    sightings.seen('patient', LONG);
    await sightings.writeDue();
    expect(await written('patient')).toBeUndefined();
    await flaky.initialize();
    await sightings.writeDue();
    expect(await written('patient')).toBeDefined();
    await flaky.destroy();
  });
});
