import { openDeadline } from '../deadline.js';
import { isUnavailable, pause, pauseMs } from '../retry.js';
import { type Call, path, type Transport } from '../transport.js';
import type { StreamAllQuery, StreamFrame } from '../types.js';
import { readFrames } from './read-frames.js';

export interface StreamOptions {
  /** Only events after this sequence. Default 0: everything that there is. */
  readonly afterSequence?: number;
  /** Ends the iteration quietly. */
  readonly signal?: AbortSignal;
  /** A stream of which nothing came for this long, in ms, is dead; the service pings every 15 s. Default: 45 s. */
  readonly idleTimeoutMs?: number;
}

/** What the stream of all tasks is narrowed to. */
export type StreamFilter = Omit<StreamAllQuery, 'after_sequence'>;

/** A stream of the service, and the frame that is its last. */
interface Followed extends Pick<Call, 'path' | 'query'> {
  isLast(frame: StreamFrame): boolean;
}

const IDLE_TIMEOUT_MS = 45_000;

/** Follows a task's stream over any number of connections; see `TaskledgerClient.stream`. */
export function followTask(
  transport: Transport,
  taskId: string,
  options: StreamOptions,
): AsyncGenerator<StreamFrame, void, undefined> {
  const isLast = ({ type, timeline }: StreamFrame): boolean => type === 'task.deleted' && timeline.task.id === taskId;
  return follow(transport, { path: path`/api/tasks/${taskId}/stream`, isLast }, options);
}

/** Follows the stream of all tasks, which has no last frame; see `TaskledgerClient.streamAll`. */
export function followAll(
  transport: Transport,
  { type, ...filter }: StreamFilter,
  options: StreamOptions,
): AsyncGenerator<StreamFrame, void, undefined> {
  const query = type === undefined ? filter : { ...filter, type: type.join(',') };
  return follow(transport, { path: '/api/stream', query, isLast: () => false }, options);
}

async function* follow(
  transport: Transport,
  stream: Followed,
  options: StreamOptions,
): AsyncGenerator<StreamFrame, void, undefined> {
  let last = options.afterSequence ?? 0;
  let failures = 0;
  while (!options.signal?.aborted) {
    try {
      for await (const frame of connection(transport, stream, last, options)) {
        failures = 0;
        if (frame.sequence <= last) continue;
        last = frame.sequence;
        yield frame;
        if (stream.isLast(frame)) return;
      }
    } catch (error) {
      if (options.signal?.aborted) return;
      if (!isUnavailable(error)) throw error;
    }
    failures += 1;
    await pause(pauseMs(failures), options.signal).catch(() => undefined);
  }
}

/** The frames of one connection; its end, and a dead line, only end the iteration or throw "unavailable". */
async function* connection(
  transport: Transport,
  stream: Followed,
  last: number,
  { signal, idleTimeoutMs = IDLE_TIMEOUT_MS }: StreamOptions,
): AsyncGenerator<StreamFrame, void, undefined> {
  const deadline = openDeadline(signal, idleTimeoutMs);
  const call: Call = {
    method: 'GET',
    path: stream.path,
    ...(stream.query === undefined ? {} : { query: stream.query }),
    headers: { accept: 'text/event-stream', ...(last > 0 ? { 'last-event-id': String(last) } : {}) },
    repeatable: 'any',
  };
  try {
    const response = await transport.guarded(signal, () => transport.open(call, deadline.signal));
    const frames = readFrames(response, deadline.extend);
    for (;;) {
      const next = await transport.guarded(signal, () => frames.next());
      if (next.done) return;
      yield JSON.parse(next.value.data) as StreamFrame;
    }
  } finally {
    deadline.close();
  }
}
