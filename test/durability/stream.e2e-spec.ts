import type { Claim, Run, StreamFrame, Task, TimelineItem } from '../../src/client/types.js';
import type { Api } from '../support/contract.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { registerSessions } from './support/workload.js';

const COMMANDS = 10_000;
const CALLERS = 64;
/** Every so many commands one goes elsewhere: events that the reader must not see. */
const ELSEWHERE = 4;
/** At most so many frames are read over one connection. */
const FRAMES_OF_A_CONNECTION = 400;

let service: TestApp;

jest.setTimeout(300_000);

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

interface Watched {
  readonly task_id: string;
  readonly run_id: string;
  /** Calls of the session that holds the run. */
  readonly holder: Api;
}

async function watchedTask(): Promise<Watched> {
  const created = await service.api.post<{ task: Task }>('/api/tasks', { scope: 'global', title: 'Watched' });
  const { id } = created.body.task;
  const started = await service.api.post<{ run: Run }>(`/api/tasks/${id}/start`);
  const [session] = await registerSessions(service.api, 1);
  if (!session) throw new Error('no session was registered');
  const holder = service.api.as(session);
  const claimed = await holder.post<{ claim: Claim }>('/api/agent/tasks/claim-next', { lease_seconds: 3_600 });
  expect(claimed.body.claim.run.id).toBe(started.body.run.id);
  return { task_id: id, run_id: started.body.run.id, holder };
}

async function command(number: number, { run_id, holder }: Watched): Promise<void> {
  const path = `/api/agent/tasks/${run_id}`;
  const answer =
    number % ELSEWHERE === 0
      ? await service.api.post('/api/tasks', { scope: 'global', title: `Elsewhere ${number}` })
      : number % 2 === 0
        ? await holder.post(`${path}/heartbeat`, { lease_seconds: 3_600 })
        : await holder.post(`${path}/steps`, { log: [`line ${number}`] });
  // Thousands of `expect` would be a good part of the work here.
  if (answer.status >= 300) throw new Error(`command ${number} was answered ${answer.status}`);
}

/** The numbers of a fixed sequence that looks random: a failure can be repeated. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Reads a stream over many connections, each cut at some frame and taken up again where it ended. */
class RestlessReader {
  readonly frames: StreamFrame[] = [];
  connections = 0;
  private readonly random = pseudoRandom(20_261);

  constructor(private readonly taskId: string) {}

  get last(): number {
    return this.frames.at(-1)?.sequence ?? 0;
  }

  async readUntil(done: () => boolean): Promise<void> {
    while (!done()) {
      this.connections += 1;
      await this.connection(1 + Math.floor(this.random() * FRAMES_OF_A_CONNECTION), done);
    }
  }

  private async connection(frames: number, done: () => boolean): Promise<void> {
    let left = frames;
    const options = this.frames.length === 0 ? {} : { headers: { 'last-event-id': String(this.last) } };
    for await (const frame of service.api.stream(`/api/tasks/${this.taskId}/stream`, options)) {
      this.frames.push(frame);
      if (--left <= 0 || done()) return;
    }
  }
}

async function wholeTimeline(taskId: string): Promise<TimelineItem[]> {
  const items: TimelineItem[] = [];
  for (;;) {
    const query = { after_sequence: items.at(-1)?.sequence ?? 0, limit: 500 };
    const { timeline } = (
      await service.api.get<{ timeline: TimelineItem[] }>(`/api/tasks/${taskId}/timeline`, { query })
    ).body;
    if (timeline.length === 0) return items;
    items.push(...timeline);
  }
}

it('brings every event once and in order to a reader that reconnects at random during 10,000 commands', async () => {
  const watched = await watchedTask();
  const reader = new RestlessReader(watched.task_id);
  let goal = Number.POSITIVE_INFINITY;
  const reading = reader.readUntil(() => reader.last >= goal);
  await until('the reader is connected', () => reader.frames.length > 0);
  let issued = 0;
  const caller = async (): Promise<void> => {
    while (issued < COMMANDS) await command(issued++, watched);
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  const timeline = await wholeTimeline(watched.task_id);
  goal = timeline.at(-1)?.sequence ?? 0;
  // The reader may have read the last event before the goal was set; one more event lets it look.
  await watched.holder.post(`/api/agent/tasks/${watched.run_id}/heartbeat`, {});
  await reading;
  const read = reader.frames.filter((frame) => frame.sequence <= goal);
  expect(timeline.length).toBeGreaterThan((COMMANDS * (ELSEWHERE - 1)) / ELSEWHERE);
  expect(read.map((frame) => frame.sequence)).toEqual(timeline.map((item) => item.sequence));
  expect(read.map((frame) => frame.timeline.event_id)).toEqual(timeline.map((item) => item.event_id));
  expect(reader.connections).toBeGreaterThan(10);
});
