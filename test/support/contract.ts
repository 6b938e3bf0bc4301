/**
 * How tests speak to the service: plain HTTP, with every answer checked against the repository's `openapi.json`.
 * Refusals are answers like others; only an answer that is not as documented throws.
 */
import { type Frame, FrameParser } from '../../src/client/event-stream/frame-parser.js';
import type { StreamFrame } from '../../src/client/types.js';
import { checkAnswer, checkFrame } from './contract/check.js';
import { type HttpAnswer, httpCall } from './http-call.js';

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly signal?: AbortSignal;
}

export interface ApiAnswer<T> {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; undefined when there is none. Cast it to what the status promises: it has been checked. */
  readonly body: T;
}

/** Calls of one caller; see `api`. */
export interface Api {
  readonly url: string;
  get<T>(path: string, options?: CallOptions): Promise<ApiAnswer<T>>;
  /** Without a body none is sent; a string goes out as it is, anything else as JSON. */
  post<T>(path: string, body?: unknown, options?: CallOptions): Promise<ApiAnswer<T>>;
  patch<T>(path: string, body?: unknown, options?: CallOptions): Promise<ApiAnswer<T>>;
  put<T>(path: string, body?: unknown, options?: CallOptions): Promise<ApiAnswer<T>>;
  delete<T>(path: string, options?: CallOptions): Promise<ApiAnswer<T>>;
  /** Frames of an event stream, each checked; ends with the stream, throws when it is cut or `signal` is aborted. */
  stream(path: string, options?: CallOptions): AsyncGenerator<StreamFrame, void, undefined>;
  /** The same service, called by an agent session. */
  as(session: { readonly session_id: string; readonly agent_name: string }): Api;
  /** The same service, called with further headers. */
  with(headers: Readonly<Record<string, string>>): Api;
}

/** The service at an address, called by a person without a key. */
export function api(url: string, headers: Readonly<Record<string, string>> = {}): Api {
  const call = async <T>(
    method: string,
    path: string,
    body: unknown,
    options: CallOptions = {},
  ): Promise<ApiAnswer<T>> => {
    const answer = await send(url + path, method, body, { ...options, headers: { ...headers, ...options.headers } });
    const checked = checkAnswer({ method, path: plain(path), ...answer });
    return { status: answer.status, headers: answer.headers, body: checked as T };
  };
  return {
    url,
    get: (path, options) => call('GET', path, undefined, options),
    post: (path, body, options) => call('POST', path, body, options),
    patch: (path, body, options) => call('PATCH', path, body, options),
    put: (path, body, options) => call('PUT', path, body, options),
    delete: (path, options) => call('DELETE', path, undefined, options),
    stream: (path, options = {}) => frames(url, path, { ...options, headers: { ...headers, ...options.headers } }),
    as: ({ session_id, agent_name }) =>
      api(url, { ...headers, 'x-agh-session-id': session_id, 'x-agh-agent': agent_name }),
    with: (further) => api(url, { ...headers, ...further }),
  };
}

function send(url: string, method: string, body: unknown, options: CallOptions): Promise<HttpAnswer> {
  const { headers, signal } = options;
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  return httpCall(address(url, options), {
    method,
    headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(text === undefined ? {} : { body: text }),
    ...(signal ? { signal } : {}),
  });
}

function address(url: string, { query = {} }: CallOptions): URL {
  const given = new URL(url);
  for (const [name, value] of Object.entries(query)) given.searchParams.set(name, String(value));
  return given;
}

async function* frames(url: string, path: string, options: CallOptions): AsyncGenerator<StreamFrame, void, undefined> {
  const { headers, signal } = options;
  const response = await fetch(address(url + path, options), { headers, ...(signal ? { signal } : {}) });
  const type = response.headers.get('content-type');
  if (response.status !== 200 || type !== 'text/event-stream' || response.body === null) {
    throw new Error(`GET ${path} answers ${response.status} ${type ?? ''}: ${await response.text()}`);
  }
  const parser = new FrameParser();
  const decoder = new TextDecoder();
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    for (const frame of parser.push(decoder.decode(chunk, { stream: true }))) yield checked(plain(path), frame);
  }
}

/** A frame's data, after its id and event were seen to say the same. */
function checked(path: string, frame: Frame): StreamFrame {
  const data = JSON.parse(frame.data) as StreamFrame;
  checkFrame(path, data);
  if (frame.id !== String(data.sequence) || frame.event !== data.type) {
    throw new Error(`a frame of ${path} has id ${frame.id ?? 'none'} and event ${frame.event}: ${frame.data}`);
  }
  return data;
}

function plain(path: string): string {
  return path.split('?', 1)[0] ?? path;
}
