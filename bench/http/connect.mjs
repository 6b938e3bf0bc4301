/** Calls of the service by HTTP as a bench makes them: no more work than the call itself. */
import { Agent, request } from 'node:http';

/** One connection a caller, kept open. @returns `post(path, body, headers)`, which rejects on a refusal */
export function connect(url) {
  const call = connectCalls(url);
  return (path, body = {}, headers = {}) => call('POST', path, body, headers);
}

/** As connect, for every method. @returns `call(method, path, body, headers)`; without a body none is sent */
export function connectCalls(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const { hostname, port } = new URL(url);
  return (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const length = text === '' ? {} : { 'content-length': Buffer.byteLength(text) };
      const options = { agent, hostname, port, path, method, headers: { ...length, ...headers } };
      const sent = request(options, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const answered = Buffer.concat(chunks).toString();
          if (answer.statusCode >= 400) reject(new Error(`${path} answered ${answer.statusCode}: ${answered}`));
          else resolve(answered === '' ? undefined : JSON.parse(answered));
        });
      });
      sent.on('error', reject);
      sent.end(text);
    });
}
