/** A call that the worker command does. */
import { startWorker } from '../../cli/work/support.js';
import type { KeyedService } from '../../access/support/keyed-service.js';
import { Receiver } from '../../support/receiver.js';
import { stopSpawned } from '../../support/spawn-service.js';
import { until } from '../../support/until.js';
import { makeCalledPlace, startCalledService } from '../support/called-runs.js';

/** Answers with what it was asked for, and how it was to be answered. */
const SCRIPT = `
  const { run } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  const { prompt, response_format } = run.metadata.run_request;
  console.log(JSON.stringify({ prompt, response_format }));`;

let service: KeyedService;

jest.setTimeout(180_000);

beforeAll(async () => {
  service = await startCalledService({ allowPrivateWebhooks: true });
});

afterAll(() => service.close());
afterEach(stopSpawned);

it('who waits is answered with what the worker found, and the webhook is sent the same', async () => {
  const place = await makeCalledPlace(service);
  const receiver = await Receiver.start();
  const task = await place.called();
  await startWorker(service.url, `--agent caller --workspace ${place.workspaceId}`, SCRIPT);
  const asked = { prompt: 'count', response_format: 'json', wait_for_completion: true, webhook_url: receiver.url() };
  const { status, body } = await place.c(task, asked);
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { result: { prompt: 'count', response_format: 'json' }, is_successful: true, status: 'success' },
  });
  await until('the webhook', () => receiver.received.length === 1);
  expect(JSON.parse(receiver.received[0]?.body ?? '')).toEqual(body);
  await receiver.close();
});
