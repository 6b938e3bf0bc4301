/**
 * One HTTP call by `node:http`. `fetch` takes three times the work, which tests with many callers would mostly consist
 * of. It fails as `fetch` does: with the reason of the signal, or with a TypeError that has a cause.
 */
import { Agent, type IncomingMessage, request } from 'node:http';

export interface HttpCall {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Empty when there is no body. */
  readonly text: string;
}

const agent = new Agent({ keepAlive: true });

/** Sends it and reads the whole answer. */
export function httpCall(url: URL, { method, headers, body, signal }: HttpCall): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void => {
      reject(signal?.aborted ? (signal.reason as Error) : new TypeError('the call failed', { cause }));
    };
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const options = { method, agent, headers: { ...headers, ...length }, ...(signal ? { signal } : {}) };
    const call = request(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: headersOf(response), text }));
      response.on('error', fail);
    });
    call.on('error', fail).end(body);
  });
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  return headers;
}
