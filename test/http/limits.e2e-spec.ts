import { type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { MAX_BODY_BYTES } from '../../src/http/transport/admission.js';
import { type SampleApp, startSampleApp } from './support/sample-app.js';

let sample: SampleApp;
let port: number;

beforeAll(async () => {
  sample = await startSampleApp();
  await sample.app.listen(0, '127.0.0.1');
  port = ((sample.app.getHttpServer() as Server).address() as AddressInfo).port;
});

afterAll(() => sample.app.close());

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

function send(method: string, path: string, headers: Record<string, string>, chunks: Buffer[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      resolve(answerOf(response));
    });
    // The service may cut a body that it will not read; the answer is on its way then.
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      if (!['EPIPE', 'ECONNRESET'].includes(error.code ?? '')) reject(error);
    });
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

  it('is looked at before route and body, also where no body is read', async () => {
    const headers = announced(MAX_BODY_BYTES + 1);
    expect(await send('POST', '/nowhere', headers, [])).toEqual(tooLarge);
    expect(await send('GET', '/api/samples', headers, [])).toEqual(tooLarge);
  });
});

describe('the server', () => {
  it('has the time limits of the specification, and none on answers', () => {
    const server = sample.app.getHttpServer() as Server;
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
