/** Ends many tasks again and again, while receivers fail and instances are killed, and gathers what was received. */
import type { Api } from '../../../support/contract.js';
import { newTask } from '../../../support/place.js';
import type { Received, Receiver } from '../../../support/receiver.js';
import { until } from '../../../support/until.js';
import { TwoInstances } from '../../../durability/support/chaos/instances.js';
import { withDatabase } from '../../../durability/support/consistency.js';
import { type BridgeSubscription, end, messageIn, newBridge, subscribe, workAgain } from './notified.js';
import { startUnreliable } from './unreliable.js';

export interface DeliveryMission {
  readonly seed: number;
  readonly subscriptions: number;
  /** How often each task ends. */
  readonly ends: number;
  readonly kills: number;
}

/** What there is to judge when all is over. */
export interface DeliveryFlight {
  readonly subscriptions: readonly BridgeSubscription[];
  /** The events that each task's subscriptions are to be told of, in order, by task. */
  readonly ends: ReadonlyMap<string, readonly number[]>;
  readonly received: readonly Received[];
  readonly kills: number;
}

const RECEIVERS = 5;
const SUBSCRIPTIONS_OF_A_TASK = 5;
const AT_ONCE = 8;
/** Generous: only a fault reaches it. */
const COMES_WITHIN_MS = 400_000;

const SETTINGS = {
  ALLOW_PRIVATE_WEBHOOKS: '1',
  NOTIFICATION_TIMEOUT_SECONDS: '0.5',
  NOTIFICATION_RETRY_SECONDS: '0.05',
  NOTIFICATION_RETRY_LONGEST_SECONDS: '1',
};

const ENDS =
  "SELECT substr(stream, 6) AS task, position::int AS at FROM events WHERE type = 'task.run_completed' ORDER BY position";
const TOLD = "SELECT count(*)::int AS told FROM deliveries WHERE status = 'delivered'";

export async function flyDeliveries(mission: DeliveryMission, databaseUrl: string): Promise<DeliveryFlight> {
  const receivers = await Promise.all(Array.from({ length: RECEIVERS }, (_, i) => startUnreliable(mission.seed + i)));
  const instances = await TwoInstances.start(databaseUrl, SETTINGS);
  const [{ api }] = instances.all;
  const { tasks, subscriptions } = await prepare(api, mission, receivers);
  let kills = 0;
  for (let round = 0; round < mission.ends; round++) {
    const before = countOf(receivers);
    await each(tasks, async (taskId) => end(api, 'complete', await workAgain(api, taskId)));
    if (kills >= mission.kills) continue;
    // In the midst of it, when some are told and others are not.
    await until('some were sent', () => countOf(receivers) > before + subscriptions.length / 4, COMES_WITHIN_MS);
    await instances.killAndRestart(kills % 2);
    kills += 1;
  }
  const ends = await endsOf(databaseUrl);
  await allTold(databaseUrl, subscriptions.length * mission.ends);
  expect(await instances.stop()).toEqual([0, 0]);
  await Promise.all(receivers.map((receiver) => receiver.close()));
  return { subscriptions, ends, received: receivers.flatMap(({ received }) => received), kills };
}

async function prepare(api: Api, { subscriptions: wanted }: DeliveryMission, receivers: readonly Receiver[]) {
  const bridges = await Promise.all(receivers.map((receiver) => newBridge(api, receiver.url('/hook'))));
  const tasks: string[] = [];
  const subscriptions: BridgeSubscription[] = [];
  const count = Math.ceil(wanted / SUBSCRIPTIONS_OF_A_TASK);
  await each(Array.from({ length: count }), async () => {
    const { id } = await newTask(api);
    tasks.push(id);
    for (let i = 0; i < SUBSCRIPTIONS_OF_A_TASK; i++) {
      subscriptions.push(await subscribe(api, id, bridges[i % bridges.length]?.id ?? ''));
    }
  });
  return { tasks, subscriptions };
}

async function each<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const work = async (): Promise<void> => {
    for (const item of queue) await act(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function endsOf(databaseUrl: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const ends = new Map<string, number[]>();
  await withDatabase(databaseUrl, async (database) => {
    const { rows } = await database.query<{ task: string; at: number }>(ENDS);
    for (const { task, at } of rows) ends.set(task, [...(ends.get(task) ?? []), at]);
  });
  return ends;
}

async function allTold(databaseUrl: string, wanted: number): Promise<void> {
  await withDatabase(databaseUrl, (database) =>
    until(
      `${wanted} messages were delivered`,
      async () => (await database.query<{ told: number }>(TOLD)).rows[0]?.told === wanted,
      COMES_WITHIN_MS,
    ),
  );
}

function countOf(receivers: readonly Receiver[]): number {
  return receivers.reduce((sum, { received }) => sum + received.length, 0);
}

/** What is wrong with what was received; nothing when nothing is. */
export function deliveryFindings({ subscriptions, ends, received }: DeliveryFlight): string[] {
  const findings: string[] = [];
  const byId = new Map<string, string>();
  for (const request of received) {
    const known = byId.get(request.id);
    if (known !== undefined && known !== request.body) findings.push(`${request.id} came with another body`);
    byId.set(request.id, request.body);
    if (request.verified !== true) findings.push(`${request.id} is not rightly signed`);
    if (messageIn(request).delivery_id !== request.id) findings.push(`${request.id} says another id within`);
  }
  for (const { subscription_id, task_id } of subscriptions) {
    const arrivals = received.filter(({ id }) => id.startsWith(`notif:${subscription_id}:`));
    const sequences = arrivals.map((request) => messageIn(request).seq);
    const taken = arrivals.filter(({ answered }) => answered === 200).map((request) => messageIn(request).seq);
    const expected = ends.get(task_id) ?? [];
    if (sequences.some((at, i) => at < (sequences[i - 1] ?? 0)))
      findings.push(`${subscription_id} got ${sequences.join()}`);
    const missing = expected.filter((at) => !taken.includes(at));
    if (missing.length > 0) findings.push(`${subscription_id} was never told of ${missing.join()}`);
    const foreign = sequences.filter((at) => !expected.includes(at));
    if (foreign.length > 0) findings.push(`${subscription_id} was told of ${foreign.join()}`);
  }
  return findings;
}
