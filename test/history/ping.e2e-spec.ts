/** What idle streams get every 15 s (`http.md` 8): the timer is the service's own, and the test is its clock. */
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { OpenStreams } from '../../src/history/http/open-streams.js';
import { makePlace } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

const EVERY_MS = 15_000;
const PING = ': ping\n\n';

let service: TestApp;
let streams: OpenStreams;

/** Intervals alone stand still: whatever else waits goes on as ever. */
beforeAll(async () => {
  const clocks = ['Date', 'hrtime', 'performance', 'nextTick', 'queueMicrotask'] as const;
  const others = ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate'] as const;
  jest.useFakeTimers({ doNotFake: [...clocks, ...others] });
  service = await startTestApp();
  streams = service.app.get(OpenStreams, { strict: false });
});

afterAll(async () => {
  await service.close();
  jest.useRealTimers();
});

/** Everything that the stream brings until it is over. */
async function opened(path: string): Promise<{ whole: Promise<string> }> {
  const before = streams.count;
  const response = await fetch(service.url + path);
  await until('the stream to be open', () => streams.count === before + 1);
  const chunks: AsyncIterable<Uint8Array> | [] = response.body ?? [];
  return { whole: text(Readable.from(chunks)) };
}

it('an idle stream gets a ping every 15 s and none sooner, whatever it is the stream of', async () => {
  const task = await (await makePlace(service.api)).task();
  const ofTask = await opened(`/api/tasks/${task.id}/stream?after_sequence=${task.latest_event_seq}`);
  const ofAll = await opened('/api/stream?type=task.paused');
  jest.advanceTimersByTime(EVERY_MS - 1);
  const late = await opened('/api/stream?type=task.resumed');
  jest.advanceTimersByTime(1);
  jest.advanceTimersByTime(EVERY_MS);
  jest.advanceTimersByTime(EVERY_MS - 1);
  await service.app.close();
  for (const { whole } of [ofTask, ofAll, late]) expect(await whole).toBe(PING.repeat(2));
});
