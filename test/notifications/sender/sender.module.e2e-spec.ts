import { Sender } from '../../../src/notifications/sender/sender.js';
import { answer, Receiver } from '../../support/receiver.js';
import { scrape } from '../../support/scrape.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { messageTo, never } from './support.js';

let receiver: Receiver;

beforeAll(async () => {
  receiver = await Receiver.start({ script: (_request, nth) => answer(nth === 1 ? 204 : 500) });
});

afterAll(() => receiver.close());

const senderOf = ({ app }: TestApp): Sender => app.get(Sender, { strict: false });

describe('as it comes', () => {
  let service: TestApp;
  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(() => service.close());

  test('the service calls nothing that is not public', async () => {
    for (const host of ['127.0.0.1', 'localhost', '::1']) {
      const outcome = await senderOf(service).send(messageTo(receiver.url('/', host)), never);
      expect(outcome).toMatchObject({ delivered: false, reason: 'refused' });
    }
    expect(receiver.connections).toBe(0);
    expect(service.log.warnings.filter((warning) => String(warning).includes('ALLOW_PRIVATE_WEBHOOKS'))).toEqual([]);
  });

  test('metrics count what it refused, and that took no time', async () => {
    const metrics = await scrape(service.url);
    expect(metrics.get('outgoing_http_requests_total{outcome="refused"}')).toBe(3);
    expect(metrics.get('outgoing_http_requests_total{outcome="delivered"}')).toBe(0);
    expect(metrics.get('outgoing_http_request_seconds_count')).toBe(0);
  });
});

describe('with ALLOW_PRIVATE_WEBHOOKS=1', () => {
  let service: TestApp;
  beforeAll(async () => {
    service = await startTestApp({ settings: { allowPrivateWebhooks: true } });
  });
  afterAll(() => service.close());

  test('it says so at the start, and calls what is near', async () => {
    expect(service.log.warnings).toContainEqual(expect.stringContaining('ALLOW_PRIVATE_WEBHOOKS=1'));
    const message = messageTo(receiver.url('/', 'localhost'));
    expect(await senderOf(service).send(message, never)).toMatchObject({ delivered: true });
    expect(await senderOf(service).send(message, never)).toMatchObject({ reason: 'status' });
  });

  test('metrics count and time what it sent', async () => {
    const metrics = await scrape(service.url);
    expect(metrics.get('outgoing_http_requests_total{outcome="delivered"}')).toBe(1);
    expect(metrics.get('outgoing_http_requests_total{outcome="status"}')).toBe(1);
    expect(metrics.get('outgoing_http_request_seconds_count')).toBe(2);
    expect(metrics.get('outgoing_http_in_flight')).toBe(0);
  });
});

test('the end of the service is the end of its attempts', async () => {
  const service = await startTestApp({ settings: { allowPrivateWebhooks: true } });
  const sender = senderOf(service);
  await service.close();
  expect(await sender.send(messageTo(receiver.url()), never)).toMatchObject({ reason: 'aborted' });
});
