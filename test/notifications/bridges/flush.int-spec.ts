/** What commands of one flush know of each other before any row is written, and that the views are what the log says. */
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { checkAgainstLog, rebuild } from '../../../src/ledger/followers/rebuild/rebuild.js';
import { rebuildables } from '../../../src/ledger/followers/rebuild/units.js';
import { StreamRegistry } from '../../../src/ledger/registry.js';
import { verifyLedger } from '../../../src/ledger/verify/verify.js';
import { CreateBridge, newBridgeId } from '../../../src/notifications/commands/create-bridge.js';
import { DeleteBridge } from '../../../src/notifications/commands/delete-bridge.js';
import { Subscribe } from '../../../src/notifications/commands/subscribe.js';
import { Unsubscribe } from '../../../src/notifications/commands/unsubscribe.js';
import { UpdateBridge } from '../../../src/notifications/commands/update-bridge.js';
import { DeleteTask } from '../../../src/tasks/commands/delete-task.js';
import { inconsistencies, withDatabase } from '../../durability/support/consistency.js';
import { testContext } from '../../sessions/support/claimed-run.js';
import { outcomes } from '../../support/ledger.js';
import { newTask } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;
let commands: CommandBus;

beforeAll(async () => {
  service = await startTestApp({ settings: { role: 'api' } });
  commands = service.app.get(CommandBus);
});

afterAll(() => service.close());

function create(id: string, name: string) {
  const bridge = { id, name, scope: 'global', endpoint_url: 'https://chat.example/' } as const;
  return commands.execute(new CreateBridge({ ...bridge, enabled: false, notification_suppress: false }, testContext));
}
const rename = (id: string, name: string) => commands.execute(new UpdateBridge({ id, name }, testContext));
const remove = (id: string) => commands.execute(new DeleteBridge(id, testContext));
const drop = (task_id: string) => commands.execute(new DeleteTask(task_id, testContext));
const leave = (task_id: string, subscription_id: string) =>
  commands.execute(new Unsubscribe({ task_id, subscription_id }, testContext));
const subscribe = (task_id: string, subscription_id: string, bridge_instance_id: string) =>
  commands.execute(
    new Subscribe(
      { task_id, subscription_id, bridge_instance_id, delivery_mode: 'reply', peer_id: 'peer' },
      testContext,
    ),
  );

it('a name that was just taken is taken, one that was just given up is free, and names may go round', async () => {
  const [a, b, c] = [newBridgeId(), newBridgeId(), newBridgeId()];
  expect(
    await outcomes([
      ...[create(a, 'Alpha'), create(newBridgeId(), 'ALPHA'), rename(a, 'Beta'), create(b, 'alpha')],
      ...[rename(a, 'spare'), rename(b, 'BETA'), rename(a, 'alpha'), remove(a), create(c, 'Alpha')],
    ]),
  ).toEqual(['ok', 'duplicate_bridge', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
});

it('a bridge that was just subscribed to cannot be deleted, one that was just left can', async () => {
  const { id: task } = await newTask(service.api);
  const [a, b] = [newBridgeId(), newBridgeId()];
  expect(
    await outcomes([
      ...[
        create(a, 'From'),
        create(b, 'To'),
        subscribe(task, 'one', a),
        remove(a),
        subscribe(task, 'one', b),
        remove(a),
      ],
      ...[remove(b), leave(task, 'one'), remove(b), subscribe(task, 'one', b)],
    ]),
  ).toEqual(['ok', 'ok', 'ok', 'bridge_in_use', 'ok', 'ok', 'bridge_in_use', 'ok', 'ok', 'bridge_not_found']);
});

it('a task that is deleted takes what was subscribed just before', async () => {
  const { id: task } = await newTask(service.api);
  const bridge = newBridgeId();
  expect(
    await outcomes([
      ...[
        create(bridge, 'Late'),
        subscribe(task, 'kept', bridge),
        subscribe(task, 'left', bridge),
        leave(task, 'left'),
      ],
      ...[drop(task), remove(bridge), subscribe(task, 'kept', bridge)],
    ]),
  ).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'task_not_found']);
});

it('the ledger verifies, and its views are what a rebuild would make of the log', async () => {
  const { id: task } = await newTask(service.api);
  const bridge = newBridgeId();
  await Promise.all([create(bridge, 'Last'), subscribe(task, 'last', bridge), subscribe(task, 'gone', bridge)]);
  await leave(task, 'gone');
  const source = service.app.get(DataSource);
  const registry = service.app.get(StreamRegistry, { strict: false });
  expect((await verifyLedger(source, registry)).findings).toEqual([]);
  expect(await withDatabase(service.database.url, inconsistencies)).toEqual([]);
  const options = { url: service.database.url, registry };
  const units = rebuildables(registry).filter(({ name }) => name === 'bridge' || name === 'subscription');
  expect(units).toHaveLength(2);
  for (const unit of units) {
    expect(await checkAgainstLog(unit, options)).toEqual([]);
    await rebuild(unit, options);
    expect(await checkAgainstLog(unit, options)).toEqual([]);
  }
});
