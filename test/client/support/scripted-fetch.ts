/** A `fetch` that answers from a script and remembers what it was asked, for tests of the client without a network. */

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

type Answer = (request: SentRequest, signal: AbortSignal | undefined) => Response | Promise<Response>;

export interface ScriptedFetch {
  readonly fetch: typeof fetch;
  readonly sent: SentRequest[];
}

/** Answers the n-th request with the n-th answer; one request more than that is an error. */
export function scriptedFetch(...answers: Answer[]): ScriptedFetch {
  const sent: SentRequest[] = [];
  const send = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const request = {
      method: init.method ?? 'GET',
      url: input instanceof Request ? input.url : String(input),
      headers: Object.fromEntries(new Headers(init.headers)),
      body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
    };
    sent.push(request);
    const answer = answers[sent.length - 1];
    if (!answer) throw new Error(`request ${sent.length} is not in the script: ${request.method} ${request.url}`);
    return answer(request, init.signal ?? undefined);
  };
  return { fetch: send, sent };
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  () =>
    new Response(JSON.stringify(body), { status, headers: { 'x-request-id': 'req-1', ...headers } });

export const empty = (): Response => new Response(null, { status: 204 });

/** What fetch does when the connection cannot be made or breaks. */
export const broken =
  (code: string): Answer =>
  () => {
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
  };

/** Never answers; fails as fetch does when its signal is aborted. */
export const silent: Answer = (_request, signal) =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
  });

/** An event stream that sends its chunks and then ends, or breaks with `breaksWith`. */
export const eventStream =
  (chunks: string[], breaksWith?: string): Answer =>
  () => {
    const encoder = new TextEncoder();
    const left = [...chunks];
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const chunk = left.shift();
        if (chunk !== undefined) controller.enqueue(encoder.encode(chunk));
        else if (breaksWith === undefined) controller.close();
        else controller.error(new TypeError('terminated', { cause: Object.assign(new Error(), { code: breaksWith }) }));
      },
    });
    return new Response(body, { status: 200, headers: { 'content-type': 'text/event-stream' } });
  };
