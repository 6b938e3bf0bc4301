/**
 * Workers that cannot be relied on, leases of a second, a scheduler that is paused again and again, and two instances
 * of which one is killed: afterwards the log says whether anything went wrong. It is short here; at full size:
 *
 *     TASKLEDGER_CHAOS_SECONDS=60 TASKLEDGER_CHAOS_SESSIONS=200 TASKLEDGER_CHAOS_RUNS=5000 npx jest test/durability/run-chaos
 *
 * TASKLEDGER_CHAOS_SEED repeats what each worker decided in a run that failed, though not how they met.
 */
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { runToEnd, stopSpawned } from '../support/spawn-service.js';
import { accountFindings } from './support/chaos/account-findings.js';
import { callFindings } from './support/chaos/call-findings.js';
import { holderFindings } from './support/chaos/holder-findings.js';
import { readLog } from './support/chaos/log.js';
import { fly, type Mission } from './support/chaos/mission.js';
import { tally } from './support/chaos/tally.js';
import { inconsistencies, withDatabase } from './support/consistency.js';
import { VERIFY } from './support/home.js';

/** So many seconds for each kill of an instance, at least one. */
const SECONDS_OF_A_KILL = 20;

const setting = (name: string, byDefault: number): number =>
  Number(process.env[`TASKLEDGER_CHAOS_${name}`] ?? byDefault);

const seconds = setting('SECONDS', 5);
const mission: Mission = {
  seed: setting('SEED', Math.floor(Math.random() * 2 ** 31)),
  seconds,
  sessions: setting('SESSIONS', 60),
  runs: setting('RUNS', 200),
  kills: Math.max(1, Math.round(seconds / SECONDS_OF_A_KILL)),
};

let database: TestDatabase;

jest.setTimeout(240_000 + seconds * 10_000);

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await stopSpawned();
  await database.drop();
});

/** Says with which seed something failed. */
async function seeded(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw new Error(`in chaos with ${JSON.stringify(mission)}`, { cause: error });
  }
}

it('completes every run once, whoever dies or pretends to hold it', () =>
  seeded(async () => {
    const { calls, run_ids } = await fly(mission, database.url);
    await withDatabase(database.url, async (connection) => {
      const log = await readLog(connection);
      expect(run_ids).toHaveLength(mission.runs);
      expect(holderFindings(log).slice(0, 20)).toEqual([]);
      expect(callFindings(log, calls).slice(0, 20)).toEqual([]);
      expect(accountFindings(log, run_ids).slice(0, 20)).toEqual([]);
      expect(log.filter(({ type }) => type === 'task.run_lease_expired').length).toBeGreaterThan(0);
      expect(await inconsistencies(connection)).toEqual([]);
      if ('TASKLEDGER_CHAOS_SECONDS' in process.env)
        console.log(JSON.stringify({ mission, ...tally(calls, log) }, null, 2));
    });
    const verdict = await runToEnd({ ...VERIFY, env: { DATABASE_URL: database.url } });
    expect(verdict).toMatchObject({ code: 0, stdout: expect.stringContaining('intact') as string });
  }));
