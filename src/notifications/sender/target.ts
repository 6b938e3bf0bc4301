import { isIP } from 'node:net';

/** A URL that a message may be sent to, as far as can be said before its name is looked up. */
export interface Target {
  readonly url: URL;
  /** What an operator may be told of it. */
  readonly origin: string;
  /** Host and port, as slots are counted. */
  readonly host: string;
  /** Name or address, without brackets. */
  readonly hostname: string;
  /** Whether the URL has an address instead of a name. */
  readonly literal: boolean;
}

const LONGEST_URL = 2_083;

/**
 * Reads a URL the way browsers do: an IPv4 address in any of its odd forms (`http://0x7f.1`, `http://2130706433`) is the
 * address that it stands for. Any port is allowed.
 * @returns the reason when it cannot be used: it tells nothing of the URL, which may carry a secret
 */
export function targetOf(text: string): Target | string {
  if (text.length > LONGEST_URL) return `the URL is longer than ${LONGEST_URL} characters`;
  if (!URL.canParse(text)) return 'the URL is not valid';
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'the URL is neither http nor https';
  if (url.username !== '' || url.password !== '') return 'the URL carries a user or a password';
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return { url, origin: url.origin, host: `${url.hostname}:${port}`, hostname, literal: isIP(hostname) !== 0 };
}
