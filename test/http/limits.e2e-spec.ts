import { Agent, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { MAX_BODY_BYTES } from '../../src/http/transport/admission.js';
import { type SampleApp, startSampleApp } from './support/sample-app.js';

let sample: SampleApp;
let port: number;
const agent = new Agent({ keepAlive: true });

beforeAll(async () => {
  sample = await startSampleApp();
  await sample.app.listen(0, '127.0.0.1');
  port = (sample.app.getHttpServer().address() as AddressInfo).port;
});

afterAll(() => {
  agent.destroy();
  return sample.app.close();
});

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  chunks: Buffer[],
  connections: Agent | false = agent,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: connections }, (response) => {
      resolve(answerOf(response));
    });
    outgoing.on('error', reject);
    for (const chunk of chunks) outgoing.write(chunk);
    outgoing.end();
  });
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk as string;
  return { status: response.statusCode, body };
}

/** A body of an exact size: a valid one, filled with spaces. */
function bodyOf(bytes: number): Buffer {
  const json = Buffer.from('{"scope":"global","title":"t"}');
  return Buffer.concat([json, Buffer.alloc(bytes - json.length, ' ')]);
}

const announced = (bytes: number) => ({ 'content-length': String(bytes) });
const chunked = { 'transfer-encoding': 'chunked' };
const tooLarge = { status: 413, body: '{"error":"request body too large"}' };

describe('the size of bodies', () => {
  it('may be 4 MiB exactly, announced or chunked', async () => {
    const body = bodyOf(MAX_BODY_BYTES);
    expect((await send('POST', '/api/samples', announced(body.length), [body])).status).toBe(201);
    expect((await send('POST', '/api/samples', chunked, [body])).status).toBe(201);
  });

  it('may not be a byte more', async () => {
    const body = bodyOf(MAX_BODY_BYTES + 1);
    expect(await send('POST', '/api/samples', announced(body.length), [body])).toEqual(tooLarge);
    expect(await send('POST', '/api/samples', chunked, [body])).toEqual(tooLarge);
  });

  it('may be refused many times on kept connections, and the answer is never lost', async () => {
    const body = bodyOf(MAX_BODY_BYTES + 1);
    for (let i = 0; i < 10; i++) {
      expect(await send('POST', '/api/samples', i % 2 ? announced(body.length) : chunked, [body])).toEqual(tooLarge);
      expect((await send('GET', '/api/samples', {}, [])).status).toBe(200);
    }
  });

  it('is looked at before route and body, also where no body is read', async () => {
    const headers = announced(MAX_BODY_BYTES + 1);
    // The announced body never comes, so these connections cannot be used again.
    expect(await send('POST', '/nowhere', headers, [], false)).toEqual(tooLarge);
    expect(await send('GET', '/api/samples', headers, [], false)).toEqual(tooLarge);
  });
});

describe('the server', () => {
  it('has the time limits of the specification, and none on answers', () => {
    const server = sample.app.getHttpServer();
    expect([server.headersTimeout, server.keepAliveTimeout, server.timeout]).toEqual([5_000, 60_000, 0]);
  });

  it('answers what is no HTTP with an error body', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => socket.write('nonsense\r\n\r\n'));
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      socket.on('end', () => resolve(text)).on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('\r\n\r\n{"error":"Bad Request"}');
  });
});
