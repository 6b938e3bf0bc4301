/**
 * One request and its answer, on a connection of its own: a connection that was kept could carry a later message to an
 * address that nobody has checked for it.
 */
import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest, type RequestOptions } from 'node:https';
import { isIPv6, type LookupFunction, type TcpSocketConnectOpts } from 'node:net';
import { Failure } from './failure.js';
import type { Target } from './target.js';

export interface Exchange {
  readonly target: Target;
  /** Where to connect, and nowhere else; at least one. */
  readonly addresses: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Certificates to trust besides those that the runtime trusts. */
  readonly ca?: string | undefined;
  readonly onConnected: () => void;
  /** Breaks the exchange off. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** Cut at 4 KiB. */
  readonly body: string;
}

const LONGEST_ANSWER_BYTES = 4_096;
const LONGEST_HEADER_BYTES = 16_384;
const NEXT_ADDRESS_AFTER_MS = 500;

/**
 * Sends a POST and reads the answer, of which the rest is cut off. No redirect is followed.
 * @throws what the network threw, or a Failure
 */
export async function post(exchange: Exchange): Promise<Answer> {
  const request = open(exchange);
  try {
    const response = await answerTo(request, exchange);
    return {
      status: response.statusCode ?? 0,
      retryAfter: response.headers['retry-after'],
      body: await readCut(response),
    };
  } finally {
    request.destroy();
  }
}

function open({ target, addresses, headers, body, ca, signal }: Exchange): ClientRequest {
  const { url, literal, hostname } = target;
  const options: RequestOptions & Pick<TcpSocketConnectOpts, 'autoSelectFamily' | 'autoSelectFamilyAttemptTimeout'> = {
    method: 'POST',
    agent: false,
    signal,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    maxHeaderSize: LONGEST_HEADER_BYTES,
    lookup: only(addresses),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS,
  };
  if (url.protocol === 'http:') return plainRequest(url, options);
  // The name that the certificate has to have; the environment cannot turn the check off.
  const servername = literal ? '' : hostname.replace(/\.$/, '');
  return secureRequest(url, { ...options, servername, rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) });
}

/** What the connection asks for the addresses of the name: those that have been checked. */
function only(addresses: readonly string[]): LookupFunction {
  const checked = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_hostname, { all }, done) => {
    const [first] = checked;
    if (!first) done(new Failure('refused', 'there is no address to connect to'), []);
    else if (all) done(null, checked);
    else done(null, first.address, first.family);
  };
}

function answerTo(request: ClientRequest, { target, body, onConnected }: Exchange): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('socket', (socket) => {
      socket.once(target.url.protocol === 'https:' ? 'secureConnect' : 'connect', onConnected);
    });
    request.on('response', resolve);
    request.on('error', reject);
    // Without an error it ends so when the other side wants to speak something else than HTTP.
    request.on('close', () => reject(new Failure('connection', 'the connection ended without an answer')));
    request.end(body);
  });
}

async function readCut(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size >= LONGEST_ANSWER_BYTES) break;
  }
  // A character that the cut divides is left out.
  const decoder = new TextDecoder();
  return decoder.decode(Buffer.concat(parts).subarray(0, LONGEST_ANSWER_BYTES), { stream: true });
}
