/** What holds when instances come, go and are killed, and when views are built anew. */
import { resolve } from 'node:path';
import { WebhookDuty } from '../../../src/notifications/duties/webhooks/webhook.duty.js';
import { deliveryIdOf } from '../../../src/notifications/views/webhook-outbox-view.js';
import { operated } from '../../runs/support/operate.js';
import { api } from '../../support/contract.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { answer, Receiver } from '../../support/receiver.js';
import { runToEnd, spawnService, stopSpawned } from '../../support/spawn-service.js';
import { gate, until } from '../../support/until.js';
import {
  later,
  letTimePass,
  outcomesOf,
  receivedAt,
  SECRET,
  sendOf,
  sql,
  startTelling,
  untilForgotten,
  untilTold,
  untilTried,
  workFor,
} from './support/told.js';

const CLI = resolve('dist/src/cli.js');

let database: TestDatabase;
let receiver: Receiver;

jest.setTimeout(240_000);

beforeEach(async () => {
  database = await createTestDatabase();
  receiver = await Receiver.start({ secret: SECRET });
});

afterEach(async () => {
  await stopSpawned();
  await receiver.close();
  await database.drop();
});

it('tells each end once, however many instances there are', async () => {
  const first = await startTelling({ database });
  const second = await startTelling({ database });
  const made = [];
  for (let i = 0; i < 12; i++) made.push(await workFor(first.api, receiver.url(`/${i}`)));
  const apis = [first.api, second.api];
  await Promise.all(made.map(({ runId }, i) => operated(apis[i % 2] ?? first.api, 'complete', runId)));
  for (const { taskId } of made) await untilTold(second.api, taskId);
  expect(made.map((_, i) => receivedAt(receiver, `/${i}`).length)).toEqual(made.map(() => 1));
  await second.close();
  await first.close();
});

it('sends again under the same id what was on its way when it was killed', async () => {
  const arrived = gate();
  receiver.script = (_request, nth) => {
    if (nth > 1) return answer(204);
    arrived.open();
    return { kind: 'hang' };
  };
  const env = { DATABASE_URL: database.url, AUTH: 'keys', ALLOW_PRIVATE_WEBHOOKS: '1', WEBHOOK_SECRET: SECRET };
  const victim = await spawnService({ env, home: undefined });
  const { stdout } = await runToEnd({
    env: { DATABASE_URL: database.url },
    entry: CLI,
    args: ['keys', 'create', '--label', 'operator', '--role', 'admin', '--json'],
  });
  const { key } = JSON.parse(stdout) as { key: { secret: string } };
  const operator = api(victim.url, { authorization: `Bearer ${key.secret}` });
  const { taskId, runId } = await workFor(operator, receiver.url('/killed'));
  await operated(operator, 'complete', runId);
  await arrived.passed;
  victim.kill('SIGKILL');
  await victim.exited;
  const next = await startTelling({ database });
  expect(await sendOf(next, runId)).toMatchObject({ attempts: 0, outcome: null });
  await letTimePass(next, runId);
  await untilTold(next.api, taskId);
  const [first, second, ...more] = receivedAt(receiver, '/killed');
  expect(more).toEqual([]);
  expect(first?.id).toBe(deliveryIdOf(runId, receiver.url('/killed')));
  expect(second).toMatchObject({ id: first?.id, body: first?.body, verified: true });
  await next.close();
});

it('tells the log, without sending again, where it died between the answer and that', async () => {
  const service = await startTelling({ database });
  const { taskId, runId } = await workFor(service.api, receiver.url('/between'));
  receiver.script = () => later(500);
  await operated(service.api, 'complete', runId);
  await untilTried(service, runId, 1);
  await sql(service, "UPDATE webhook_sends SET outcome = 'delivered', last_status = 200 WHERE run_id = $1", [runId]);
  await letTimePass(service, runId);
  expect(await untilTold(service.api, taskId)).toMatchObject([
    { event_type: 'task.run_webhook_delivered', payload: { attempt: 1, status_code: 200 } },
  ]);
  await untilForgotten(service, runId);
  expect(receivedAt(receiver, '/between')).toHaveLength(1);
  await service.close();
});

it('gives back what is on its way when it stops, and that is no attempt', async () => {
  const arrived = gate();
  receiver.script = (_request, nth) => {
    if (nth > 1) return answer(204);
    arrived.open();
    return { kind: 'hang' };
  };
  const first = await startTelling({ database, settings: { notificationTimeoutSeconds: 10 } });
  const { taskId, runId } = await workFor(first.api, receiver.url('/stopped'));
  await operated(first.api, 'complete', runId);
  await arrived.passed;
  const next = await startTelling({ database });
  await first.close();
  const [told] = await untilTold(next.api, taskId);
  expect(told).toMatchObject({ event_type: 'task.run_webhook_delivered', payload: { attempt: 1 } });
  expect(receivedAt(receiver, '/stopped')).toHaveLength(2);
  await next.close();
});

it('loses and repeats nothing when all views are built anew while much waits', async () => {
  const service = await startTelling({ database });
  receiver.script = () => later(503);
  const made = [];
  for (let i = 0; i < 5; i++) {
    const work = await workFor(service.api, receiver.url(`/rebuilt/${i}`));
    await operated(service.api, 'complete', work.runId);
    await untilTried(service, work.runId, 1);
    made.push(work);
  }
  const outbox = () => sql<object>(service, 'SELECT * FROM webhook_outbox ORDER BY run_id');
  const before = await outbox();
  expect(before).toHaveLength(5);
  const rebuilt = await runToEnd({ env: { DATABASE_URL: database.url }, entry: CLI, args: ['rebuild', '--all'] });
  expect(rebuilt).toMatchObject({ code: 0 });
  expect(await outbox()).toEqual(before);
  await service.app.get(WebhookDuty).run();
  for (const { runId } of made) expect(await sendOf(service, runId)).toMatchObject({ attempts: 1, outcome: null });
  receiver.script = () => answer(204);
  for (const { runId } of made) await letTimePass(service, runId);
  for (const { taskId } of made)
    expect(await untilTold(service.api, taskId)).toMatchObject([{ payload: { attempt: 2 } }]);
  expect(made.map((_, i) => receivedAt(receiver, `/rebuilt/${i}`).length)).toEqual(made.map(() => 2));
  const checked = await runToEnd({
    env: { DATABASE_URL: database.url },
    entry: CLI,
    args: ['rebuild', '--view', 'webhook_outbox', '--check'],
  });
  expect(checked).toMatchObject({ code: 0 });
  await service.close();
});

it('tells the log later, without sending again, where that could not be written', async () => {
  const service = await startTelling({ database });
  await sql(
    service,
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$",
  );
  await sql(
    service,
    'CREATE TRIGGER refuse BEFORE INSERT ON events FOR EACH ROW ' +
      "WHEN (NEW.type = 'task.run_webhook_delivered') EXECUTE FUNCTION refuse()",
  );
  const { taskId, runId } = await workFor(service.api, receiver.url('/refused'));
  await operated(service.api, 'complete', runId);
  await until('it could not be told', async () => {
    const row = await sendOf(service, runId);
    return row?.outcome === 'delivered' && service.log.errors.length > 0;
  });
  expect(await outcomesOf(service.api, taskId)).toEqual([]);
  await sql(service, 'DROP TRIGGER refuse ON events');
  expect(await untilTold(service.api, taskId)).toMatchObject([{ payload: { attempt: 1 } }]);
  await untilForgotten(service, runId);
  expect(receivedAt(receiver, '/refused')).toHaveLength(1);
  await service.close();
});
