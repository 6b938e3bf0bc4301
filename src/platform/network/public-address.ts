/**
 * Which addresses belong to the public internet: what this service may be talked into calling. Everything else could be
 * this machine, its network or its provider's metadata (`registries.md` 4).
 */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Of the whole IPv6 space only this is given to hosts that everyone can reach (RFC 4291, 2.4). */
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];
/** The prefix under which IPv6 networks reach IPv4 hosts (RFC 6052). */
const TRANSLATED: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96];

/**
 * Why an address is not public, in a word; undefined when it is. Mapped (`::ffff:1.2.3.4`) and translated
 * (`64:ff9b::1.2.3.4`) addresses are as public as the IPv4 address in them.
 * @param address in the form of `net.isIP`; any other text is not public either
 */
export function whyNotPublic(address: string): string | undefined {
  // A zone id names a network interface: public addresses need none.
  if (isIP(address) === 0 || address.includes('%')) return 'not an address';
  const seen = lookThrough(ipaddr.parse(plainForm(address)));
  const range = seen.range();
  if (range !== 'unicast') return range;
  return seen instanceof ipaddr.IPv4 || seen.match(GLOBAL_UNICAST) ? undefined : 'reserved';
}

/** Hex digits alone: of an IPv6 address that ends like an IPv4 one the library may think another than what is called. */
function plainForm(address: string): string {
  return address.includes(':') ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

function lookThrough(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (address instanceof ipaddr.IPv4) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  return address.match(TRANSLATED) ? ipaddr.fromByteArray(address.toByteArray().slice(12)) : address;
}
