/** `http.md` 11.9 over HTTP with a receiver that is really sent to, on native runs of tasks that name a callback. */
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { deliveryIdOf } from '../../../src/notifications/views/webhook-outbox-view.js';
import { force, forced, needsAttention } from '../../runs/support/force.js';
import { operated } from '../../runs/support/operate.js';
import { detailOf, enqueue, newTask, runDetailOf, wanted } from '../../support/place.js';
import { answer, Receiver } from '../../support/receiver.js';
import { scrape } from '../../support/scrape.js';
import type { TestApp } from '../../support/test-app.js';
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
  workOn,
} from './support/told.js';

let service: TestApp;
let receiver: Receiver;
let path: string;
let url: string;

jest.setTimeout(60_000);

beforeAll(async () => {
  service = await startTelling();
  receiver = await Receiver.start({ secret: SECRET });
});

afterAll(async () => {
  await service.close();
  await receiver.close();
});

beforeEach(() => {
  path = `/hook/${randomBytes(6).toString('hex')}`;
  url = receiver.url(path);
  receiver.script = () => answer(204);
});

describe('the end of a run', () => {
  it.each([
    ['complete', { result: { answer: 42 } }],
    ['fail', { error: 'disk full' }],
    ['cancel', { reason: 'enough' }],
  ] as const)('(%s) is told once, signed, and the log says so', async (verb, body) => {
    const { api } = service;
    const { taskId, runId } = await workFor(api, url);
    await operated(api, verb, runId, body);
    const [told, ...more] = await untilTold(api, taskId);
    expect(more).toEqual([]);
    const [request, ...others] = receivedAt(receiver, path);
    expect(others).toEqual([]);
    expect(request).toMatchObject({ method: 'POST', verified: true, id: deliveryIdOf(runId, url) });
    expect(request?.headers['content-type']).toBe('application/json');
    expect(told).toMatchObject({
      event_type: 'task.run_webhook_delivered',
      run: { id: runId },
      payload: { delivery_id: request?.id, attempt: 1, status_code: 204 },
    });
    await untilForgotten(service, runId);
    expect(await sql(service, 'SELECT 1 FROM webhook_outbox WHERE run_id = $1', [runId])).toEqual([]);
  });

  it('is told of each run of a task, under an id of its own', async () => {
    const { api } = service;
    const { taskId, runId } = await workFor(api, url);
    await operated(api, 'complete', runId);
    const again = await workOn(api, taskId);
    await operated(api, 'complete', again);
    await untilTold(api, taskId, 2);
    expect(
      receivedAt(receiver, path)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual([deliveryIdOf(runId, url), deliveryIdOf(again, url)].toSorted());
  });

  it('is told of a run that is canceled with its task', async () => {
    const { api } = service;
    const { taskId, runId } = await workFor(api, url);
    await wanted(api.post(`/api/tasks/${taskId}/cancel`, {}), 200);
    await untilTold(api, taskId);
    expect(receivedAt(receiver, path).map(({ id }) => id)).toEqual([deliveryIdOf(runId, url)]);
  });

  it('is told of a run that was failed by force', async () => {
    const { api } = service;
    const task = await newTask(api, { metadata: { callback_url: url } });
    const run = await enqueue(api, task.id);
    await forced(api, 'fail', run.id);
    await untilTold(api, task.id);
    expect(receivedAt(receiver, path).map(({ id }) => id)).toEqual([deliveryIdOf(run.id, url)]);
  });

  it('is signed so that the published library verifies it, with the time of the attempt', async () => {
    const { api } = service;
    const { taskId, runId } = await workFor(api, url);
    await operated(api, 'complete', runId);
    await untilTold(api, taskId);
    const [request] = receivedAt(receiver, path);
    const { body = '', headers = {} } = request ?? {};
    expect(new Webhook(SECRET).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(SECRET).verify(`${body} `, headers)).toThrow();
    expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(300);
  });

  it('is told to nobody where nobody asked, or with a callback that is no web address', async () => {
    const { api } = service;
    const before = receiver.received.length;
    for (const callback_url of [undefined, '', 'ftp://hooks.example.com/', 'http://user:pass@127.0.0.1/', 7]) {
      const task = await newTask(api, callback_url === undefined ? {} : { metadata: { callback_url } });
      const runId = await workOn(api, task.id);
      await operated(api, 'complete', runId);
      expect(await sql(service, 'SELECT 1 FROM webhook_outbox WHERE run_id = $1', [runId])).toEqual([]);
    }
    expect(receiver.received.length).toBe(before);
  });

  it('is not told while the run needs attention or is given up for another, whose end is told', async () => {
    const { api } = service;
    const task = await newTask(api, { metadata: { callback_url: url } });
    const source = await enqueue(api, task.id);
    await needsAttention(service, source);
    const { run } = (await force(api, 'recover', source.id)).body;
    const untold = await sql(service, 'SELECT 1 FROM webhook_outbox WHERE run_id = ANY($1)', [[source.id, run.id]]);
    expect(untold).toEqual([]);
    await operated(api, 'cancel', run.id);
    await untilTold(api, task.id);
    expect(receivedAt(receiver, path)).toHaveLength(1);
  });

  it('changes nothing of run and task when it was told, nor when it could not be', async () => {
    const { api } = service;
    for (const status of [204, 410]) {
      receiver.script = () => answer(status);
      const { taskId, runId } = await workFor(api, url);
      await operated(api, 'complete', runId);
      await untilTold(api, taskId);
      expect(await runDetailOf(api, runId)).toMatchObject({ run: { status: 'completed' } });
      expect(await detailOf(api, taskId)).toMatchObject({ task: { status: 'completed' } });
    }
  });
});

describe('attempts', () => {
  it('are six, under one id, each after a longer wait, and then the log says why', async () => {
    const { api } = service;
    receiver.script = () => answer(500);
    const { taskId, runId } = await workFor(api, url);
    await operated(api, 'fail', runId, { error: 'disk full' });
    for (let made = 0; made < 5;) {
      const { attempts, wait, last_status, last_error } = await untilTried(service, runId, made + 1);
      made = attempts;
      expect({ last_status, last_error }).toEqual({
        last_status: 500,
        last_error: expect.stringContaining('500') as string,
      });
      const seconds = [5, 30, 120, 600, 3_600][attempts - 1] ?? NaN;
      expect(wait).toBeLessThanOrEqual(seconds * 1.2);
      // Shorter waits may be half over before a slow machine has looked.
      if (seconds >= 120) expect(wait).toBeGreaterThan(seconds * 0.3);
      expect(await outcomesOf(api, taskId)).toEqual([]);
      await letTimePass(service, runId);
    }
    const [told] = await untilTold(api, taskId);
    expect(told).toMatchObject({
      event_type: 'task.run_webhook_failed',
      payload: { delivery_id: deliveryIdOf(runId, url), attempts: 6, last_status_code: 500 },
    });
    const requests = receivedAt(receiver, path);
    expect(requests).toHaveLength(6);
    expect(new Set(requests.map(({ id }) => id)).size).toBe(1);
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
    expect(requests.every(({ verified }) => verified)).toBe(true);
    await untilForgotten(service, runId);
  });

  it.each([408, 425, 429, 500, 502, 503, 504])('go on after %i', async (status) => {
    const { api } = service;
    receiver.script = (_request, nth) => (nth === 1 ? later(status) : answer(200));
    const { taskId, runId } = await workFor(api, url);
    await operated(api, 'complete', runId);
    expect(await untilTried(service, runId, 1)).toMatchObject({ last_status: status, outcome: null });
    await letTimePass(service, runId);
    expect(await untilTold(api, taskId)).toMatchObject([
      { event_type: 'task.run_webhook_delivered', payload: { attempt: 2, status_code: 200 } },
    ]);
    expect(receivedAt(receiver, path)).toHaveLength(2);
  });

  it.each([300, 304, 307, 400, 401, 403, 404, 405, 409, 410, 413, 422])('are over after %i', async (status) => {
    const { api } = service;
    receiver.script = () => answer(status, undefined, { 'retry-after': '1' });
    const { taskId, runId } = await workFor(api, url);
    await operated(api, 'complete', runId);
    expect(await untilTold(api, taskId)).toMatchObject([
      { event_type: 'task.run_webhook_failed', payload: { attempts: 1, last_status_code: status } },
    ]);
    expect(receivedAt(receiver, path)).toHaveLength(1);
  });

  it('follow no redirect', async () => {
    const { api } = service;
    receiver.script = () => answer(302, undefined, { location: receiver.url('/elsewhere') });
    const { taskId, runId } = await workFor(api, url);
    await operated(api, 'complete', runId);
    const [told] = await untilTold(api, taskId);
    expect(told?.payload).toMatchObject({
      last_status_code: 302,
      last_error: expect.stringContaining('redirect') as string,
    });
    expect(receivedAt(receiver, '/elsewhere')).toEqual([]);
  });

  it('wait as long as the receiver asks, an hour at most', async () => {
    const { api } = service;
    for (const [asked, wait] of [
      ['1800', 1_800],
      ['86400', 3_600],
      ['1', 5],
    ] as const) {
      receiver.script = () => answer(503, undefined, { 'retry-after': asked });
      const { runId } = await workFor(api, url);
      await operated(api, 'complete', runId);
      const row = await untilTried(service, runId, 1);
      expect(row.wait).toBeLessThanOrEqual(wait * 1.2);
      if (wait > 5) expect(row.wait).toBeGreaterThan(wait - 300);
    }
  });

  it('go on after a receiver that hangs, drops the connection or is not there', async () => {
    const { api } = service;
    const gone = await Receiver.start();
    const nowhere = gone.url('/');
    await gone.close();
    receiver.script = (request) => ({ kind: request.path.endsWith('hang') ? 'hang' : 'drop' });
    const targets = [
      [`${url}/hang`, 'no answer within 2 s'],
      [`${url}/drop`, 'broken off'],
      [nowhere, 'refused'],
    ] as const;
    for (const [target, words] of targets) {
      const { runId } = await workFor(api, target);
      await operated(api, 'complete', runId);
      const row = await untilTried(service, runId, 1);
      expect(row).toMatchObject({
        last_status: null,
        outcome: null,
        last_error: expect.stringContaining(words) as string,
      });
    }
  });

  it('are taken by any 2xx, however long its body is', async () => {
    const { api } = service;
    receiver.script = () => ({ kind: 'endless', status: 202 });
    const { taskId, runId } = await workFor(api, url);
    await operated(api, 'complete', runId);
    expect(await untilTold(api, taskId)).toMatchObject([{ payload: { attempt: 1, status_code: 202 } }]);
  });

  it('tell the log nothing of path, query or body of the URL that failed', async () => {
    const { api } = service;
    receiver.script = () => answer(404, { token: 'in-the-answer' });
    const { taskId, runId } = await workFor(api, `${url}?token=in-the-query`);
    await operated(api, 'complete', runId);
    const text = JSON.stringify(await untilTold(api, taskId));
    for (const part of [path, 'in-the-query', 'in-the-answer']) expect(text).not.toContain(part);
  });

  it('of a dead host are not in the way of others', async () => {
    const { api } = service;
    receiver.script = (request) => (request.path.startsWith('/dead') ? { kind: 'hang' } : answer(204));
    const dead = await Receiver.start({ script: () => ({ kind: 'hang' }) });
    for (let i = 0; i < 20; i++) {
      const { runId } = await workFor(api, dead.url('/dead'));
      await operated(api, 'complete', runId);
    }
    const { taskId, runId } = await workFor(api, url);
    await operated(api, 'complete', runId);
    await untilTold(api, taskId);
    expect(dead.mostInFlight).toBeLessThanOrEqual(8);
    await dead.close();
  });
});

it('metrics count attempts, and what waits', async () => {
  const { api } = service;
  const before = await scrape(service.url);
  receiver.script = (_request, nth) => (nth === 1 ? later(500) : answer(404));
  const { taskId, runId } = await workFor(api, url);
  await operated(api, 'complete', runId);
  await untilTried(service, runId, 1);
  await letTimePass(service, runId);
  await untilTold(api, taskId);
  const after = await scrape(service.url);
  const added = (outcome: string): number => {
    const name = `webhook_attempts_total{outcome="${outcome}"}`;
    return (after.get(name) ?? NaN) - (before.get(name) ?? NaN);
  };
  // Others of this file may be tried again meanwhile.
  for (const outcome of ['retried', 'failed']) expect(added(outcome)).toBeGreaterThanOrEqual(1);
  for (const name of ['webhooks_waiting', 'webhooks_failing', 'webhooks_oldest_wait_seconds']) {
    expect([name, after.get(name)]).toEqual([name, expect.any(Number)]);
  }
});

describe('a task that is deleted', () => {
  it('cancels what waits, and nobody is told', async () => {
    const { api } = service;
    receiver.script = () => later(500);
    const { taskId, runId } = await workFor(api, url);
    await operated(api, 'complete', runId);
    await untilTried(service, runId, 1);
    await wanted(api.delete(`/api/tasks/${taskId}`), 204);
    expect(await sql(service, 'SELECT 1 FROM webhook_outbox WHERE run_id = $1', [runId])).toEqual([]);
    await untilForgotten(service, runId);
    expect(receivedAt(receiver, path)).toHaveLength(1);
  });

  it('while a message is on its way: that is not tried again, and nothing is left of it', async () => {
    const { api } = service;
    const arrived = gate();
    const deleted = gate();
    receiver.script = () => {
      arrived.open();
      return { kind: 'answer', status: 500, until: deleted.passed };
    };
    const { taskId, runId } = await workFor(api, url);
    await operated(api, 'complete', runId);
    await arrived.passed;
    await wanted(api.delete(`/api/tasks/${taskId}`), 204);
    await untilForgotten(service, runId);
    deleted.open();
    // Answered, or given up if all of this took longer than a receiver may take.
    await until('the attempt is over', () => receiver.inFlight === 0);
    await letTimePass(service, runId);
    expect(await sendOf(service, runId)).toBeUndefined();
    expect(receivedAt(receiver, path)).toHaveLength(1);
  });
});
