/** Runs that come to an end, receivers that are told of it, and what is known of the telling. */
import { DataSource } from 'typeorm';
import type { CreateTask, TimelineItem } from '../../../../src/client/types.js';
import { WebhookDuty } from '../../../../src/notifications/duties/webhooks/webhook.duty.js';
import type { ServiceSettings } from '../../../../src/platform/platform.module.js';
import { operated } from '../../../runs/support/operate.js';
import type { Api } from '../../../support/contract.js';
import { enqueue, newTask, timelineOf } from '../../../support/place.js';
import { answer, type Reaction, type Received, type Receiver } from '../../../support/receiver.js';
import { startTestApp, type TestApp } from '../../../support/test-app.js';
import { until } from '../../../support/until.js';

/** Signs for everybody, unless a test says otherwise. */
export const SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

/** Allowed to send to this machine, and not patient. */
export const NEAR: Partial<ServiceSettings> = {
  allowPrivateWebhooks: true,
  notificationTimeoutSeconds: 2,
  webhookSecret: SECRET,
};

export function startTelling(options: Parameters<typeof startTestApp>[0] = {}): Promise<TestApp> {
  return startTestApp({ ...options, settings: { ...NEAR, ...options.settings } });
}

/** A run at work and its task. */
export interface Work {
  readonly taskId: string;
  readonly runId: string;
}

/** A run at work of a global task whose callback this is. */
export async function workFor(api: Api, callback_url: string, more: Partial<CreateTask> = {}): Promise<Work> {
  const task = await newTask(api, { metadata: { callback_url }, ...more });
  return { taskId: task.id, runId: await workOn(api, task.id) };
}

/** One more run of a task, at work. */
export async function workOn(api: Api, taskId: string): Promise<string> {
  const run = await enqueue(api, taskId);
  await operated(api, 'claim', run.id);
  await operated(api, 'start', run.id);
  return run.id;
}

/** What the log says of webhooks of a task, in order. */
export async function outcomesOf(api: Api, taskId: string): Promise<TimelineItem[]> {
  const items = await timelineOf(api, taskId, '?limit=500');
  return items.filter(({ event_type }) => event_type.startsWith('task.run_webhook_'));
}

/** Waits until so many outcomes of a task are in the log; answers them. */
export async function untilTold(api: Api, taskId: string, count = 1): Promise<TimelineItem[]> {
  let found: TimelineItem[] = [];
  await until(`${count} webhooks of ${taskId} told`, async () => {
    found = await outcomesOf(api, taskId);
    return found.length >= count;
  });
  return found;
}

/** A row of `webhook_sends`, with the seconds until it is due. */
export interface SendRow {
  readonly run_id: string;
  readonly attempts: number;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly outcome: string | null;
  readonly claim: string | null;
  readonly wait: number;
}

export function sql<Row extends object>(service: TestApp, text: string, values: unknown[] = []): Promise<Row[]> {
  return service.app.get(DataSource).query<Row[]>(text, values);
}

export async function sendOf(service: TestApp, runId: string): Promise<SendRow | undefined> {
  const [row] = await sql<SendRow>(
    service,
    'SELECT run_id, attempts, last_status, last_error, outcome, claim, ' +
      'extract(epoch FROM due_at - now())::float8 AS wait FROM webhook_sends WHERE run_id = $1',
    [runId],
  );
  return row;
}

/** A failure after which a test has all the time that it needs: the next attempt is an hour away. */
export function later(status: number): Reaction {
  return answer(status, undefined, { 'retry-after': '3600' });
}

/** Waits until so many attempts have failed, or more, and the next one is only a matter of time. */
export async function untilTried(service: TestApp, runId: string, attempts: number): Promise<SendRow> {
  let row: SendRow | undefined;
  await until(`${attempts} attempts for ${runId}`, async () => {
    row = await sendOf(service, runId);
    return row !== undefined && row.attempts >= attempts && row.claim === null;
  });
  if (!row) throw new Error('there is one');
  return row;
}

/** As if the time until the next attempt were over. */
export async function letTimePass(service: TestApp, runId: string): Promise<void> {
  await sql(service, 'UPDATE webhook_sends SET due_at = now() WHERE run_id = $1', [runId]);
  await service.app.get(WebhookDuty).run();
}

/** Nothing is left to be told of a run. */
export async function untilForgotten(service: TestApp, runId: string): Promise<void> {
  await until(`${runId} is forgotten`, async () => (await sendOf(service, runId)) === undefined);
}

/** What came at one path, in order of arrival. */
export function receivedAt(receiver: Receiver, path: string): Received[] {
  return receiver.received.filter((request) => request.path === path);
}
