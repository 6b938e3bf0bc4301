import { whyNotPublic } from '../../../src/platform/network/public-address.js';

const PUBLIC = [
  '8.8.8.8',
  '93.184.215.14',
  '172.15.255.255',
  '172.32.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '169.253.0.1',
  '192.0.1.1',
  '198.17.255.255',
  '198.20.0.1',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001:81b::200e',
  '::ffff:8.8.8.8',
  '::ffff:808:808',
  '64:ff9b::8.8.8.8',
];

const NOT_PUBLIC: [string, ...string[]][] = [
  ['this network', '0.0.0.0', '0.1.2.3'],
  ['this machine', '127.0.0.1', '127.255.255.254', '::1'],
  ['private networks', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', 'fc00::1', 'fd12:3456::1'],
  ['metadata of providers', '169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '192.0.0.192'],
  ['the link', '169.254.0.1', 'fe80::1', 'febf::1', 'fe80::1%eth0', 'fe80::1%1'],
  ['a zone id on a public address', '2606:4700:4700::1111%eth0'],
  ['the provider', '100.64.0.1', '100.127.255.255'],
  ['protocols and tests', '192.0.0.1', '192.0.2.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1'],
  ['documentation', '2001:db8::1', '3fff::1'],
  ['many at once', '224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1', 'ff0e::1'],
  ['nobody yet', '240.0.0.1', '4000::1', '8000::1', '5f00::1', '100::1'],
  ['nothing', '::'],
  ['old forms', '::127.0.0.1', '::7f00:1', '::8.8.8.8', 'fec0::1'],
  ['an IPv4 address in them', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:169.254.169.254'],
  ['translated', '64:ff9b::127.0.0.1', '64:ff9b::a00:1', '64:ff9b::169.254.169.254', '64:ff9b:1::8.8.8.8'],
  ['translated otherwise', '::ffff:0:127.0.0.1', '::ffff:0:8.8.8.8'],
  ['tunnels', '2002:7f00:1::1', '2002:808:808::1', '2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
  ['no address', '', 'localhost', '1.2.3', '0x7f.0.0.1', '2130706433', '127.1', '1.2.3.4.5', ':::', '[::1]'],
];

test.each(PUBLIC)('%s is public', (address) => {
  expect(whyNotPublic(address)).toBeUndefined();
});

test.each(NOT_PUBLIC)('what belongs to %s is not', (_what, ...addresses) => {
  for (const address of addresses) expect([address, whyNotPublic(address)]).toEqual([address, expect.any(String)]);
});

test('the word says what kind of address it is', () => {
  const words = ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::ffff:10.0.0.1', 'fd00::1', '4000::1'].map(whyNotPublic);
  expect(words).toEqual(['loopback', 'private', 'linkLocal', 'private', 'uniqueLocal', 'reserved']);
});
