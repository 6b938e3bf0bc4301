/**
 * Calls of the service by HTTP as a bench makes them: no more work than the call itself. What it takes of the cores is taken
 * from the service, so requests are written and answers read as they come over the socket, without a client library.
 */
import { connect as open } from 'node:net';

const END_OF_HEAD = '\r\n\r\n';

/** One connection a caller, kept open. @returns `post(path, body, headers)`, which rejects on a refusal */
export function connect(url) {
  const call = connectCalls(url);
  return (path, body = {}, headers = {}) => call('POST', path, body, headers);
}

/** As connect, for every method. @returns `call(method, path, body, headers)`; without a body none is sent */
export function connectCalls(url) {
  const { hostname, port, host } = new URL(url);
  const idle = [];
  return async (method, path, body, headers = {}) => {
    // The service closes connections that nobody has used for a minute.
    let connection = idle.pop();
    while (connection?.isOpen === false) connection = idle.pop();
    connection ??= new Connection(hostname, Number(port));
    const { status, text } = await connection.send(request({ method, path, host, headers }, body));
    if (connection.isOpen) idle.push(connection);
    if (status >= 400) throw new Error(`${path} answered ${status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}

function request({ method, path, host, headers }, body) {
  const text = body === undefined ? '' : JSON.stringify(body);
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n`;
  if (text !== '') head += `content-length: ${Buffer.byteLength(text)}\r\n`;
  for (const name of Object.keys(headers)) head += `${name}: ${headers[name]}\r\n`;
  return `${head}\r\n${text}`;
}

/** One call at a time. */
class Connection {
  #socket;
  #waiting;
  #read = Buffer.alloc(0);

  constructor(host, port) {
    this.#socket = open({ host, port, noDelay: true });
    this.#socket.on('data', (chunk) => this.#take(chunk));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('the service closed the connection')));
    this.#socket.unref();
  }

  get isOpen() {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  send(text) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.ref();
      this.#socket.write(text);
    });
  }

  #take(chunk) {
    this.#read = this.#read.length === 0 ? chunk : Buffer.concat([this.#read, chunk]);
    const end = this.#read.indexOf(END_OF_HEAD);
    if (end < 0) return;
    const head = this.#read.latin1Slice(0, end);
    const status = Number(head.slice(9, 12));
    const length = bodyLength(head, status);
    if (length === undefined) return this.#fail(new Error(`an answer of unknown length: ${head}`));
    const from = end + END_OF_HEAD.length;
    if (this.#read.length < from + length) return;
    const text = this.#read.utf8Slice(from, from + length);
    this.#read = this.#read.subarray(from + length);
    this.#socket.unref();
    const { resolve } = this.#waiting;
    this.#waiting = undefined;
    resolve({ status, text });
  }

  #fail(error) {
    this.#socket.destroy();
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}

function bodyLength(head, status) {
  if (status === 204) return 0;
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
  return length === undefined ? undefined : Number(length);
}
