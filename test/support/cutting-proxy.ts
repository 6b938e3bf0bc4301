/**
 * A TCP proxy before Postgres that reads along: it counts what a client sends and cuts the connection at a message of
 * the test's choice, before or after the server got it, so that a lost COMMIT can be staged exactly.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { byTcp } from './database.js';
import { gate, type Gate } from './until.js';

/** A message of a client: the protocol's type letter (`Q` is a simple query, `S` ends an extended one) and its text. */
export interface ClientMessage {
  readonly type: string;
  readonly text: string;
}

/** Whether a message ends a transaction for good. */
export const isCommit = ({ type, text }: ClientMessage): boolean => type === 'Q' && /\bCOMMIT\b/.test(text);

/**
 * - `before`: the server never gets the message;
 * - `after_sending`: the server gets it, but nobody waits for it to be done;
 * - `after_answer`: the server has answered, but the client never hears it;
 * - `silent`: nothing is closed, but from this message on nothing passes either way.
 */
export type CutMoment = 'before' | 'after_sending' | 'after_answer' | 'silent';

interface Plan {
  readonly matches: (message: ClientMessage) => boolean;
  readonly moment: CutMoment;
  readonly stayAway: boolean;
  readonly done: Gate<void>;
}

export class CuttingProxy {
  /** Everything that clients have sent. */
  readonly seen: ClientMessage[] = [];
  private readonly sockets = new Set<Socket>();
  private plan: Plan | undefined;
  private refusing = false;

  private constructor(
    private readonly target: URL,
    private readonly server: Server,
  ) {}

  static async before(url: string): Promise<CuttingProxy> {
    const server = createServer();
    const proxy = new CuttingProxy(new URL(byTcp(url)), server);
    server.on('connection', (client) => proxy.accept(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Cuts once, at the first message that matches; resolves when it has. `stayAway` also refuses what comes after. */
  cut(matches: (message: ClientMessage) => boolean, moment: CutMoment, { stayAway = false } = {}): Promise<void> {
    this.plan = { matches, moment, stayAway, done: gate() };
    return this.plan.done.passed;
  }

  /** The database is away: connections are cut and refused until it comes back. */
  goAway(): void {
    this.refusing = true;
    for (const socket of this.sockets) socket.destroy();
  }

  comeBack(): void {
    this.refusing = false;
  }

  async close(): Promise<void> {
    this.goAway();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(client: Socket): void {
    if (this.refusing) {
      client.destroy();
      return;
    }
    const server = connect(Number(this.target.port || 5432), this.target.hostname);
    const close = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', close);
      socket.on('close', () => {
        this.sockets.delete(socket);
        close();
      });
    }
    this.relay(client, server, close);
  }

  private relay(client: Socket, server: Socket, close: () => void): void {
    const fromClient = new MessageReader(true);
    const fromServer = new MessageReader(false);
    let swallowing: Plan | undefined;
    let silent = false;
    const finish = (plan: Plan): void => {
      close();
      plan.done.open();
    };
    client.on('data', (chunk: Buffer) => {
      if (silent) return;
      for (const message of fromClient.read(chunk)) {
        const plan = this.planFor(message);
        if (plan?.moment === 'before') {
          finish(plan);
          return;
        }
        if (plan?.moment === 'silent') {
          silent = true;
          plan.done.open();
          return;
        }
        server.write(message.raw);
        if (plan?.moment === 'after_answer') swallowing = plan;
        if (plan?.moment !== 'after_sending') continue;
        client.destroy();
        server.end(() => plan.done.open());
        return;
      }
    });
    server.on('data', (chunk: Buffer) => {
      if (silent) return;
      for (const message of fromServer.read(chunk)) {
        if (!swallowing) client.write(message.raw);
        else if (message.type === 'Z') {
          finish(swallowing);
          return;
        }
      }
    });
  }

  private planFor(message: ClientMessage): Plan | undefined {
    this.seen.push({ type: message.type, text: message.text });
    const { plan } = this;
    if (!plan?.matches(message)) return undefined;
    this.plan = undefined;
    if (plan.stayAway) this.refusing = true;
    return plan;
  }
}

interface Message extends ClientMessage {
  readonly raw: Buffer;
}

/** Splits a stream into messages: a type letter, four bytes of length, the body. A client's first has no letter. */
class MessageReader {
  private pending: Buffer = Buffer.alloc(0);

  constructor(private expectsStartup: boolean) {}

  read(chunk: Buffer): Message[] {
    this.pending = Buffer.concat([this.pending, chunk]);
    const messages: Message[] = [];
    for (;;) {
      const letters = this.expectsStartup ? 0 : 1;
      if (this.pending.length < letters + 4) return messages;
      const end = letters + this.pending.readUInt32BE(letters);
      if (this.pending.length < end) return messages;
      const raw = this.pending.subarray(0, end);
      this.pending = this.pending.subarray(end);
      const type = letters === 0 ? 'startup' : String.fromCharCode(raw.readUInt8(0));
      messages.push({ type, text: raw.toString('utf8', letters + 4), raw });
      this.expectsStartup = false;
    }
  }
}
