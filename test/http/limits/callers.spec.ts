import { addressGroup } from '../../../src/http/limits/caller-address.js';
import { presentedKeys } from '../../../src/http/limits/presented-keys.js';

describe('addressGroup', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['64:ff9b:1:2::192.0.2.7', '64:ff9b:1:2::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('takes %s for %s', (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });
});

describe('presentedKeys', () => {
  const [fingerprint = ''] = presentedKeys({ 'x-api-key': 'tl_one' });

  it.each([
    { authorization: 'Bearer tl_one' },
    { authorization: ' bearer   tl_one ' },
    { 'x-api-key': ' tl_one' },
    { apikey: 'tl_one' },
    { authorization: 'Bearer tl_one', 'x-api-key': 'tl_one' },
  ])('sees the same key in %j', (headers) => {
    expect(presentedKeys(headers)).toEqual([fingerprint]);
  });

  it('is none where none is sent', () => {
    expect(presentedKeys({})).toEqual([]);
    expect(presentedKeys({ authorization: ' ', 'x-api-key': '' })).toEqual([]);
  });

  it('counts every one of several', () => {
    const both = presentedKeys({ authorization: 'Bearer made-up', 'x-api-key': 'tl_one' });
    expect(both).toHaveLength(2);
    expect(both).toContain(fingerprint);
  });

  it('keeps no key', () => {
    expect(fingerprint).not.toContain('tl_one');
  });
});
