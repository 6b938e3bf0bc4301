import type { IncomingHttpHeaders } from 'node:http';
import { Rejection } from '../../ledger/rejection.js';
import type { HttpSettings } from '../settings.js';

const LOOPBACK_V4 = /^127(?:\.\d{1,3}){3}$/;

type Rules = Pick<HttpSettings, 'auth' | 'host' | 'port'>;

/**
 * Refuses requests that a foreign web page sent (`http.md` 1): `Origin` must be that of the request's host or of the
 * bound host. Without keys, Host and Origin must also be loopback names (architecture decision 17), so that no page
 * reaches the service by a name that it made resolve to this machine. `Origin: null` is foreign.
 * @param own the origin that the caller reached the service under, as far as trusted proxies tell, or what tells it
 */
export function refuseForeignPage(headers: IncomingHttpHeaders, own: string | (() => string), settings: Rules): void {
  const { origin, host = '' } = headers;
  if (settings.auth === 'off' && !isLoopbackHost(host)) {
    throw new Rejection('host_not_allowed', 'host not allowed');
  }
  if (origin === undefined) {
    if (settings.auth === 'off') refuseEmbedding(headers);
    return;
  }
  const given = originOf(origin);
  const allowed = [typeof own === 'string' ? own : own(), `http://${bracketed(settings.host)}:${settings.port}`].map(
    originOf,
  );
  const foreign = given === undefined || !allowed.includes(given);
  if (foreign || (settings.auth === 'off' && !isLoopback(hostName(origin)))) {
    throw new Rejection('origin_not_allowed', 'origin not allowed');
  }
}

/** The `Host` of the last caller and whether it was loopback: to read it takes longer, and callers seldom differ. */
let last: { readonly host: string; readonly loopback: boolean } = { host: '', loopback: false };

function isLoopbackHost(host: string): boolean {
  if (last.host !== host) last = { host, loopback: isLoopback(hostName(`http://${host}`)) };
  return last.loopback;
}

/** Images and scripts are fetched without `Origin`; browsers then say whose page asked. Links may be followed. */
function refuseEmbedding(headers: IncomingHttpHeaders): void {
  const foreign = headers['sec-fetch-site'] === 'cross-site' || headers['sec-fetch-site'] === 'same-site';
  if (foreign && headers['sec-fetch-mode'] !== 'navigate') {
    throw new Rejection('origin_not_allowed', 'origin not allowed');
  }
}

/** Whether a host name or address is this machine's own. */
export function isLoopback(name: string | undefined): boolean {
  if (name === undefined) return false;
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || LOOPBACK_V4.test(name);
}

/** Scheme, host and port with default ports left out; nothing for what is no origin. */
function originOf(text: string): string | undefined {
  const url = parse(text);
  return url && url.origin !== 'null' ? url.origin : undefined;
}

function hostName(text: string): string | undefined {
  return parse(text)?.hostname.replace(/\.$/, '');
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
