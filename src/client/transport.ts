import { openDeadline } from './deadline.js';
import { errorOfAnswer, errorWithoutAnswer, requestIdOf, TaskledgerError } from './errors.js';
import { type CallOptions, type Repeatable, withRetries } from './retry.js';
import type { AgentIdentity } from './types.js';

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** One call, before headers and retries. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with its ids already encoded, see `path`. */
  readonly path: string;
  readonly query?: Query;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly repeatable: Repeatable;
}

export interface TransportOptions {
  readonly url: string;
  readonly apiKey?: string;
  readonly session?: AgentIdentity;
  readonly fetch?: typeof fetch;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** Builds a path whose ids may hold any character. */
export function path(strings: TemplateStringsArray, ...ids: string[]): string {
  return String.raw({ raw: strings }, ...ids.map(encodeURIComponent));
}

/** Sends calls: addresses, identity headers, time-outs, retries, and errors as `TaskledgerError`. */
export class Transport {
  readonly url: string;
  private readonly send: typeof fetch;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(options: TransportOptions) {
    this.url = new URL(options.url).href.replace(/\/+$/, '');
    this.send = options.fetch ?? fetch;
    this.headers = {
      ...(options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` }),
      ...(options.session === undefined
        ? {}
        : { 'x-agh-session-id': options.session.session_id, 'x-agh-agent': options.session.agent_name }),
    };
  }

  /**
   * The parsed answer; undefined for 204.
   * @throws TaskledgerError when the call is refused or gets no answer; the reason of `options.signal` when aborted.
   */
  call<T>(call: Call, options: CallOptions = {}): Promise<T> {
    const attempt = async (): Promise<T> => {
      const deadline = openDeadline(options.signal, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      const once = async () => answerOf<T>(await this.open(call, deadline.signal));
      return this.guarded(options.signal, once).finally(deadline.close);
    };
    return withRetries(attempt, call.repeatable, options);
  }

  /** One try whose answer the caller reads itself. */
  async open(call: Call, signal: AbortSignal): Promise<Response> {
    const response = await this.send(this.address(call), {
      method: call.method,
      headers: {
        accept: 'application/json',
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.headers,
        ...call.headers,
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      signal,
    });
    if (!response.ok) throw await errorOfAnswer(response);
    return response;
  }

  /** Turns what fetch throws into the client's errors; an abort by the caller stays the caller's reason. */
  async guarded<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    try {
      signal?.throwIfAborted();
      return await work();
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw error instanceof TaskledgerError ? error : errorWithoutAnswer(error, this.url);
    }
  }

  private address({ path: at, query = {} }: Call): string {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
    const search = parameters.toString();
    return search === '' ? this.url + at : `${this.url}${at}?${search}`;
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (text === '') return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new TaskledgerError('the answer is not JSON: is this the address of a taskledger service?', {
      status: response.status,
      ...requestIdOf(response),
      cause,
    });
  }
}
