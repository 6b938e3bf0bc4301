import { lookup, Resolver } from 'node:dns/promises';
import { codeOf } from './failure.js';

/**
 * All addresses of a name; none when it has none.
 * @throws with a `code` when they cannot be had; when the signal is aborted it may go on for nobody
 */
export type Resolve = (hostname: string, signal: AbortSignal) => Promise<readonly string[]>;

const TRY_MS = 2_000;
const TRIES = 2;
/** The name does not exist, or has no address of this kind. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA']);
const LOCAL = /(^|\.)localhost\.?$/i;

/**
 * Asks the name servers alone, not the hosts file nor search domains: those name what is near. It takes none of the
 * process's few threads, which a lookup by the system would hold while a name server does not answer.
 * @param servers default: those of this machine
 */
export function resolverOfPublicNames(servers?: readonly string[]): Resolve {
  return async (hostname, signal) => {
    const known = addressesWithoutAsking(hostname);
    if (known) return known;
    const resolver = new Resolver({ timeout: TRY_MS, tries: TRIES });
    if (servers) resolver.setServers(servers);
    const cancel = (): void => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await bothKinds(resolver, hostname);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}

/** The addresses of names for which no name server is asked, by RFC 6761; undefined for all others. */
export function addressesWithoutAsking(hostname: string): readonly string[] | undefined {
  return LOCAL.test(hostname) ? ['127.0.0.1', '::1'] : undefined;
}

async function bothKinds(resolver: Resolver, hostname: string): Promise<readonly string[]> {
  const found = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const addresses = found.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const failures = found.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as Error] : []));
  const failure = failures.find((error) => !saysThatThereIsNone(error));
  if (addresses.length === 0 && failure) throw failure;
  return addresses;
}

/** As every program of this machine does it, names of this machine and of its network included: for development. */
export const resolveAsSystem: Resolve = async (hostname) => {
  try {
    return (await lookup(hostname, { all: true })).map(({ address }) => address);
  } catch (error) {
    if (saysThatThereIsNone(error)) return [];
    throw error;
  }
};

function saysThatThereIsNone(error: unknown): boolean {
  return NOTHING.has(codeOf(error) ?? '');
}
