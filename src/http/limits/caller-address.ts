import { isIPv6 } from 'node:net';

const IPV4_IN_IPV6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
/** Whoever has one address of IPv6 has all of its /64. */
const GROUPS_OF_NETWORK = 4;

/** What counts as one address: an IPv4 address, or the /64 network of an IPv6 one. */
export function addressGroup(address: string): string {
  const [, embedded] = IPV4_IN_IPV6.exec(address) ?? [];
  if (embedded !== undefined) return embedded;
  const [bare = ''] = address.split('%', 1);
  return isIPv6(bare) ? `${network(bare)}::/64` : address;
}

/** The first four groups, with what `::` leaves out filled in. */
function network(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  // An IPv4 address at the end stands for two groups.
  const length = before.length + after.length + (after.at(-1)?.includes('.') ? 1 : 0);
  const zeros = tail === undefined ? [] : Array<string>(8 - length).fill('0');
  const groups = [...before, ...zeros, ...after].slice(0, GROUPS_OF_NETWORK);
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
