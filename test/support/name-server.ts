/** A name server of the test's own: answers questions over UDP with what it was told, and counts them. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** Addresses; or what it answers instead: that there is no such name, that it cannot say, or nothing at all. */
export type Zone = Readonly<Record<string, readonly string[] | 'nxdomain' | 'servfail' | 'silence'>>;

const CODES = { nxdomain: 3, servfail: 2 } as const;
/** What is in every address of a kind of record. */
const TYPES: Readonly<Record<number, string>> = { 1: '.', 28: ':' };
const HEADER = 12;

export class NameServer {
  /** Names that were asked for, once for each kind of address. */
  readonly asked: string[] = [];

  private constructor(
    private readonly socket: Socket,
    private readonly zone: Zone,
  ) {}

  static async start(zone: Zone): Promise<NameServer> {
    const socket = createSocket('udp4');
    const server = new NameServer(socket, zone);
    socket.on('message', (question, from) => server.take(question, from));
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return server;
  }

  get address(): string {
    return `127.0.0.1:${this.socket.address().port}`;
  }

  async close(): Promise<void> {
    const closed = once(this.socket, 'close');
    this.socket.close();
    await closed;
  }

  private take(question: Buffer, { port, address }: RemoteInfo): void {
    const { name, type, end } = questionIn(question);
    this.asked.push(name);
    const known = this.zone[name] ?? 'nxdomain';
    if (known === 'silence') return;
    const mark = TYPES[type];
    const records = typeof known === 'string' || mark === undefined ? [] : known.filter((each) => each.includes(mark));
    const header = Buffer.from(question.subarray(0, HEADER));
    header.writeUInt16BE(0x8180 | (typeof known === 'string' ? CODES[known] : 0), 2);
    header.writeUInt16BE(records.length, 6);
    header.writeUInt32BE(0, 8);
    const answers = records.map((record) => recordOf(type, record));
    this.socket.send(Buffer.concat([header, question.subarray(HEADER, end), ...answers]), port, address);
  }
}

function questionIn(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = HEADER;
  for (let size = message.readUInt8(at); size > 0; size = message.readUInt8(at)) {
    labels.push(message.toString('latin1', at + 1, at + 1 + size));
    at += 1 + size;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

/** Of the name that was asked for, valid for no time. */
function recordOf(type: number, address: string): Buffer {
  const data = type === 1 ? Buffer.from(address.split('.').map(Number)) : sixteenBytes(address);
  const head = Buffer.from([0xc0, HEADER, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length]);
  return Buffer.concat([head, data]);
}

function sixteenBytes(address: string): Buffer {
  const [before = '', after = ''] = address.split('::');
  const groups = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));
  const [left, right] = [groups(before), groups(after)];
  const all = [...left, ...new Array<number>(8 - left.length - right.length).fill(0), ...right];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}
