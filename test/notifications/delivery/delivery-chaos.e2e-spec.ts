/**
 * Receivers that fail, time out, answer slowly, redirect, answer 410 and drop connections, and two instances of which one
 * after the other is killed: afterwards the receivers say whether anything is missing. It is short here; at full size:
 *
 *     TASKLEDGER_DELIVERIES_SUBSCRIPTIONS=500 TASKLEDGER_DELIVERIES_ENDS=4 npx jest test/notifications/delivery/delivery-chaos
 *
 * TASKLEDGER_DELIVERIES_SEED repeats what each message met with in a run that failed.
 */
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { stopSpawned } from '../../support/spawn-service.js';
import { deliveryFindings, type DeliveryMission, flyDeliveries } from './support/delivery-mission.js';

const setting = (name: string, byDefault: number): number =>
  Number(process.env[`TASKLEDGER_DELIVERIES_${name}`] ?? byDefault);

const mission: DeliveryMission = {
  seed: setting('SEED', Math.floor(Math.random() * 2 ** 31)),
  subscriptions: setting('SUBSCRIPTIONS', 60),
  ends: setting('ENDS', 3),
  kills: setting('KILLS', 2),
};

let database: TestDatabase;

jest.setTimeout(900_000);

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await stopSpawned();
  await database.drop();
});

it('tells every subscription of every end, in order, whoever fails or dies', async () => {
  try {
    const flight = await flyDeliveries(mission, database.url);
    expect(deliveryFindings(flight).slice(0, 20)).toEqual([]);
    expect(flight.kills).toBe(mission.kills);
    const told = new Set(flight.received.map(({ id }) => id));
    expect(told.size).toBe(flight.subscriptions.length * mission.ends);
    // Duplicates there were, or nothing was shown of them.
    expect(flight.received.length).toBeGreaterThan(told.size);
    if ('TASKLEDGER_DELIVERIES_SUBSCRIPTIONS' in process.env)
      console.log(JSON.stringify({ mission, messages: told.size, requests: flight.received.length }));
  } catch (error) {
    throw new Error(`in chaos with ${JSON.stringify(mission)}`, { cause: error });
  }
});
