/**
 * Somebody who is sent webhooks: an HTTP server that keeps what it gets, checks signatures with the published library, and
 * reacts to each request as the test's script says.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** One request, in the order of arrival. */
export interface Received {
  /** `webhook-id`; empty when there is none. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the signature is right; undefined for a receiver that has no secret. */
  readonly verified: boolean | undefined;
  /** Status of the answer; undefined while there is none, and when there never was one. */
  answered?: number;
}

/**
 * What a request is met with. `answer` may wait `until` something; `hang` never answers; `drop` closes the connection, at
 * once or after half of an answer; `trickle` and `endless` never end their answer, the one byte by byte and the other as
 * fast as it is read; `raw` writes these bytes and closes.
 */
export type Reaction =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly until?: Promise<unknown>;
    }
  | { readonly kind: 'hang' }
  | { readonly kind: 'drop'; readonly halfway?: boolean }
  | { readonly kind: 'trickle' | 'endless'; readonly status: number }
  | { readonly kind: 'raw'; readonly bytes: string };

/** @param nth how many requests with this `webhook-id` there have been, this one included */
export type Script = (request: Received, nth: number) => Reaction;

export interface ReceiverOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Default: 204 for everything. */
  readonly script?: Script;
  /** Checks signatures with it, as a secret of Standard Webhooks. */
  readonly secret?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
}

const TRICKLE_MS = 5;
const LUMP = 'x'.repeat(1024);

/** Answers with this status, and with JSON when there is a body. */
export function answer(status: number, body?: unknown, headers: Readonly<Record<string, string>> = {}): Reaction {
  return { kind: 'answer', status, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
}

export class Receiver {
  readonly received: Received[] = [];
  /** Connections that were ever made, also those that sent nothing. */
  connections = 0;
  /** Requests that wait for their answer, now and at most. */
  inFlight = 0;
  mostInFlight = 0;
  private readonly counts = new Map<string, number>();
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly options: ReceiverOptions,
    /** May be replaced at any time. */
    public script: Script,
  ) {}

  static async start(options: ReceiverOptions = {}): Promise<Receiver> {
    const { host = '127.0.0.1', port = 0, script = () => answer(204), tls } = options;
    const server = tls ? createSecureServer(tls) : createServer();
    const receiver = new Receiver(server, options, script);
    server.on('connection', (socket: Socket) => receiver.admit(socket));
    server.on('request', (request: IncomingMessage, response: ServerResponse) => void receiver.take(request, response));
    server.listen(port, host);
    await once(server, 'listening');
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** A URL of it; under another name where the test has it resolved. */
  url(path = '/', host = this.options.host ?? '127.0.0.1'): string {
    const bare = host.includes(':') ? `[${host}]` : host;
    return `${this.options.tls ? 'https' : 'http'}://${bare}:${this.port}${path}`;
  }

  /** Cuts what is open. */
  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private admit(socket: Socket): void {
    this.connections += 1;
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    if (body === undefined) return;
    const received = this.note(request, body);
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    response.on('close', () => (this.inFlight -= 1));
    const nth = (this.counts.get(received.id) ?? 0) + 1;
    this.counts.set(received.id, nth);
    await react(this.script(received, nth), response, received);
  }

  private note(request: IncomingMessage, body: string): Received {
    const headers = Object.fromEntries(
      Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values.join(', ')]),
    );
    const received: Received = {
      id: headers['webhook-id'] ?? '',
      method: request.method ?? '',
      path: request.url ?? '',
      headers,
      body,
      verified: this.verifies(body, headers),
    };
    this.received.push(received);
    return received;
  }

  private verifies(body: string, headers: Record<string, string>): boolean | undefined {
    const { secret } = this.options;
    if (secret === undefined) return undefined;
    try {
      new Webhook(secret).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  }
}

/** Undefined when the sender went away before its end. */
async function textOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  try {
    for await (const part of request) parts.push(part as Buffer);
  } catch {
    return undefined;
  }
  return Buffer.concat(parts).toString('utf8');
}

async function react(reaction: Reaction, response: ServerResponse, received: Received): Promise<void> {
  switch (reaction.kind) {
    case 'answer':
      await reaction.until;
      if (response.destroyed) return;
      received.answered = reaction.status;
      response.writeHead(reaction.status, { 'content-type': 'application/json', ...reaction.headers });
      response.end(reaction.body);
      return;
    case 'hang':
      return;
    case 'drop':
      drop(response, reaction.halfway ?? false);
      return;
    case 'trickle':
      response.writeHead(reaction.status);
      trickle(response);
      return;
    case 'endless':
      response.writeHead(reaction.status);
      pour(response);
      return;
    case 'raw':
      response.socket?.end(reaction.bytes);
  }
}

function drop(response: ServerResponse, halfway: boolean): void {
  if (!halfway) {
    response.socket?.destroy();
    return;
  }
  response.writeHead(200, { 'content-length': '100' });
  response.write('half', () => response.socket?.destroy());
}

function trickle(response: ServerResponse): void {
  const timer = setInterval(() => response.write('.'), TRICKLE_MS);
  response.on('close', () => clearInterval(timer));
}

function pour(response: ServerResponse): void {
  const more = (): void => {
    if (!response.destroyed) response.write(LUMP, () => setImmediate(more));
  };
  more();
}
