/** Readers that do not keep up (`views.md` 5.5): nobody waits for them, and they lose nothing. */
import { get, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { DataSource } from 'typeorm';
import { OpenStreams } from '../../src/history/http/open-streams.js';
import { type Agent, makePlace, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { framesOf, sequencesOf } from './support/frames.js';

/** 50 events of 4,000 bytes each: sockets hold some megabytes. */
const LARGE = { steps: Array.from({ length: 50 }, (_none, index) => ({ index, description: 'x'.repeat(4_000) })) };
/** More than sockets hold, and then more than may wait for a reader. */
const TOO_MANY = 300;
/** More than sockets hold. */
const MANY = 60;

let service: TestApp;

jest.setTimeout(120_000);

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

interface Watched {
  readonly agent: Agent;
  readonly runId: string;
  readonly taskId: string;
  /** The streams that bring what happens to the task, and nothing else. */
  readonly paths: Readonly<Record<string, string>>;
}

async function watched(): Promise<Watched> {
  const here = await makePlace(service.api);
  const { task, run } = await here.queued();
  const agent = await here.agent();
  await agent.claim();
  const paths = { task: `/api/tasks/${task.id}/stream`, all: `/api/stream?workspace=${here.workspaceId}` };
  return { agent, runId: run.id, taskId: task.id, paths };
}

const count = (): number => service.app.get(OpenStreams, { strict: false }).count;
const append = ({ agent, runId }: Watched, body: object): Promise<unknown> =>
  wanted(agent.does('steps', runId, body), 200);

async function sequencesInLog(taskId: string): Promise<number[]> {
  const rows = await service.app
    .get(DataSource)
    .query<{ position: number }[]>(
      "SELECT position FROM events WHERE stream = $1 AND visibility = 'public' ORDER BY position",
      [`task:${taskId}`],
    );
  return rows.map(({ position }) => position);
}

/** The answer of a stream whose reader takes nothing until it is told to. */
async function openUnread(path: string): Promise<IncomingMessage> {
  await until('other streams to be closed', () => count() === 0);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(service.url + path, resolve).on('error', reject);
  });
  await until('the stream to be open', () => count() === 1);
  return response;
}

const idsIn = (bytes: string): number[] => [...bytes.matchAll(/^id: (\d+)\n.*\n.*\n\n/gm)].map(([, id]) => Number(id));

describe.each(['task', 'all'])('a stream (%s)', (kind) => {
  it('of which more than 256 events are not read is closed, and goes on with Last-Event-ID', async () => {
    const here = await watched();
    const path = here.paths[kind] ?? '';
    const response = await openUnread(path);
    for (let n = 0; n < TOO_MANY && count() > 0; n++) await append(here, LARGE);
    expect(count()).toBe(0);
    const all = await sequencesInLog(here.taskId);
    expect(all.length).toBeGreaterThan(256);
    let bytes = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (bytes += chunk));
    await new Promise((resolve) => response.once('close', resolve).once('error', resolve));
    const read = idsIn(bytes);
    expect(read).toEqual(all.slice(0, read.length));
    const rest = all.slice(read.length);
    const headers = { 'last-event-id': String(read.at(-1) ?? 0) };
    expect(rest.length).toBeGreaterThan(256);
    expect(sequencesOf(await framesOf(service.api, rest.length, path, { headers }))).toEqual(rest);
  });

  it('brings a slow reader of the past all that comes meanwhile, be it more than may wait', async () => {
    const here = await watched();
    for (let n = 0; n < MANY; n++) await append(here, LARGE);
    const response = await openUnread(here.paths[kind] ?? '');
    const steps = Array.from({ length: 50 }, (_none, index) => ({ index, description: 's' }));
    for (let n = 0; n < 8; n++) await append(here, { steps });
    const all = await sequencesInLog(here.taskId);
    let bytes = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (bytes += chunk));
    await until('the last event to be read', () => bytes.includes(`id: ${all.at(-1) ?? 0}\n`));
    expect(count()).toBe(1);
    expect(idsIn(bytes)).toEqual(all);
    response.destroy();
  });
});

it('a burst that is larger than what may wait does not cut a reader that keeps up', async () => {
  const here = await makePlace(service.api);
  const parent = await here.task();
  const child = { scope: 'workspace', workspace: here.workspaceId, title: 'one of many' };
  const plant = async (id: string) => {
    const made = service.api.post<{ task: { id: string } }>(`/api/tasks/${id}/children`, child);
    return (await wanted<{ task: { id: string } }>(made, 201)).task.id;
  };
  const children: string[] = [];
  for (let n = 0; n < 20; n++) children.push(await plant(parent.id));
  for (const id of children) for (let n = 0; n < 20; n++) await plant(id);
  const paths = [`/api/tasks/${parent.id}/stream`, `/api/stream?workspace=${here.workspaceId}`];
  const past = 2 * 420 + 1;
  const reading = paths.map((path) => framesOf(service.api, past + 421, path));
  await until('the streams to be open', () => count() === 2);
  await wanted(service.api.post(`/api/tasks/${parent.id}/cancel`, { reason: 'all of it' }), 200);
  const [ofTask = [], ofAll = []] = await Promise.all(reading);
  expect(ofTask.filter(({ type }) => type === 'task.canceled')).toHaveLength(421);
  expect(sequencesOf(ofAll)).toEqual(sequencesOf(ofTask));
});

it('a ping keeps an idle stream open, as a comment', async () => {
  await until('other streams to be closed', () => count() === 0);
  const response = await fetch(`${service.url}/api/stream?type=task.paused`);
  await until('the stream to be open', () => count() === 1);
  const streams = service.app.get(OpenStreams, { strict: false });
  streams.ping();
  streams.ping();
  streams.onModuleDestroy();
  const chunks: AsyncIterable<Uint8Array> | [] = response.body ?? [];
  expect(await text(Readable.from(chunks))).toBe(': ping\n\n: ping\n\n');
});
