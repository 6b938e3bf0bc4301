import { TaskledgerClient, type StreamFrame, type StreamOptions } from '../../../src/client/index.js';
import { broken, eventStream, json, scriptedFetch, silent, type ScriptedFetch } from '../support/scripted-fetch.js';

const frame = (sequence: number, type = 'task.run_progress'): string =>
  `id: ${sequence}\nevent: ${type}\ndata: ${JSON.stringify({ sequence, type, timeline: { task: { id: 'task-1' } } })}\n\n`;

async function sequences(script: ScriptedFetch, options: StreamOptions = {}, upTo = Infinity): Promise<number[]> {
  const client = new TaskledgerClient({ url: 'http://ledger.test', fetch: script.fetch });
  const seen: number[] = [];
  for await (const { sequence } of client.stream('task-1', options)) {
    seen.push(sequence);
    if (seen.length >= upTo) break;
  }
  return seen;
}

describe('following a task', () => {
  it('goes on where the connection ended, and drops what it had already', async () => {
    const script = scriptedFetch(
      eventStream([frame(3), frame(5)]),
      eventStream([frame(5), frame(8)], 'ECONNRESET'),
      broken('ECONNREFUSED'),
      json(503, { error: 'Service Unavailable' }),
      eventStream([frame(9)]),
    );
    expect(await sequences(script, {}, 4)).toEqual([3, 5, 8, 9]);
    expect(script.sent.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '5', '8', '8', '8']);
    expect(script.sent[0]?.url).toBe('http://ledger.test/api/tasks/task-1/stream');
  });

  it('starts after the sequence that it is given', async () => {
    const script = scriptedFetch(eventStream([frame(4), frame(5)]));
    expect(await sequences(script, { afterSequence: 4 }, 1)).toEqual([5]);
    expect(script.sent[0]?.headers['last-event-id']).toBe('4');
  });

  it('reconnects when nothing comes for the idle time', async () => {
    const script = scriptedFetch(silent, eventStream([frame(1)]));
    expect(await sequences(script, { idleTimeoutMs: 200 }, 1)).toEqual([1]);
  });

  it('ends quietly when it is aborted, also while it waits', async () => {
    const abort = new AbortController();
    const script = scriptedFetch(eventStream([frame(1)]), silent);
    const client = new TaskledgerClient({ url: 'http://ledger.test', fetch: script.fetch });
    const frames: StreamFrame[] = [];
    for await (const next of client.stream('task-1', { signal: abort.signal })) {
      frames.push(next);
      abort.abort();
    }
    expect(frames).toHaveLength(1);
    expect(await sequences(scriptedFetch(silent), { signal: AbortSignal.timeout(20) })).toEqual([]);
  });

  it('ends with the deletion of its task', async () => {
    expect(await sequences(scriptedFetch(eventStream([frame(1), frame(2, 'task.deleted'), frame(3)])))).toEqual([1, 2]);
  });

  it('throws what the service refuses', async () => {
    const script = scriptedFetch(json(404, { error: 'task: not found' }));
    await expect(sequences(script)).rejects.toMatchObject({ name: 'TaskledgerError', status: 404 });
  });
});

describe('following all tasks', () => {
  const all = async (script: ScriptedFetch, upTo: number, ...given: Parameters<TaskledgerClient['streamAll']>) => {
    const client = new TaskledgerClient({ url: 'http://ledger.test', fetch: script.fetch });
    const seen: number[] = [];
    for await (const { sequence } of client.streamAll(...given)) {
      seen.push(sequence);
      if (seen.length >= upTo) break;
    }
    return seen;
  };

  it('goes on where the connection ended, also past the deletion of a task, with the same filter', async () => {
    const script = scriptedFetch(
      eventStream([frame(3), frame(4, 'task.deleted'), frame(5)], 'ECONNRESET'),
      eventStream([frame(5), frame(8)]),
    );
    const filter = {
      workspace: 'one & two',
      type: ['task.created' as const, 'task.canceled' as const],
      actor: 'human',
    };
    expect(await all(script, 4, filter, { afterSequence: 2 })).toEqual([3, 4, 5, 8]);
    expect(script.sent.map(({ headers }) => headers['last-event-id'])).toEqual(['2', '5']);
    const url = new URL(script.sent[0]?.url ?? '');
    expect([url.pathname, Object.fromEntries(url.searchParams)]).toEqual([
      '/api/stream',
      { workspace: 'one & two', type: 'task.created,task.canceled', actor: 'human' },
    ]);
    expect(script.sent[1]?.url).toBe(url.href);
  });

  it('begins with everything, and throws what the service refuses', async () => {
    const script = scriptedFetch(eventStream([frame(1)]));
    expect(await all(script, 1)).toEqual([1]);
    expect(script.sent[0]).toMatchObject({ url: 'http://ledger.test/api/stream' });
    expect(script.sent[0]?.headers).not.toHaveProperty('last-event-id');
    await expect(all(scriptedFetch(json(404, {})), 1)).rejects.toMatchObject({ status: 404 });
  });
});
