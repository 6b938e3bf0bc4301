import { targetOf } from '../../../src/notifications/sender/target.js';

const hostnameOf = (url: string): string | undefined => {
  const target = targetOf(url);
  return typeof target === 'string' ? undefined : target.hostname;
};

test('host, port and origin of a URL', () => {
  expect(targetOf('https://Receiver.Example/hooks/1?token=t')).toMatchObject({
    origin: 'https://receiver.example',
    host: 'receiver.example:443',
    hostname: 'receiver.example',
    literal: false,
  });
  expect(targetOf('http://receiver.example:8080')).toMatchObject({ host: 'receiver.example:8080' });
  expect(targetOf('http://receiver.example')).toMatchObject({ host: 'receiver.example:80' });
  expect(targetOf('http://[2606:4700::1]:81/')).toMatchObject({
    host: '[2606:4700::1]:81',
    hostname: '2606:4700::1',
    literal: true,
  });
});

test.each([
  ['2130706433', '127.0.0.1'],
  ['0x7f000001', '127.0.0.1'],
  ['0x7f.1', '127.0.0.1'],
  ['0177.0.0.1', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['127.0.0.1.', '127.0.0.1'],
  ['①②⑦.0.0.1', '127.0.0.1'],
  ['127。0。0。1', '127.0.0.1'],
  ['0', '0.0.0.0'],
  ['0xa9fea9fe', '169.254.169.254'],
  ['%31%32%37.0.0.1', '127.0.0.1'],
  ['[::ffff:127.0.0.1]', '::ffff:7f00:1'],
  ['[0:0:0:0:0:0:0:1]', '::1'],
  ['[::FFFF:7F00:0001]', '::ffff:7f00:1'],
])('http://%s/ is the address %s', (written, address) => {
  expect(targetOf(`http://${written}/`)).toMatchObject({ hostname: address, literal: true });
});

test.each([
  ['not a URL', 'the URL is not valid'],
  ['', 'the URL is not valid'],
  ['/hooks', 'the URL is not valid'],
  ['http://', 'the URL is not valid'],
  ['http://256.1.1.1/', 'the URL is not valid'],
  ['http://[fe80::1%25eth0]/', 'the URL is not valid'],
  ['ftp://receiver.example/', 'the URL is neither http nor https'],
  ['file:///etc/passwd', 'the URL is neither http nor https'],
  ['gopher://127.0.0.1:25/', 'the URL is neither http nor https'],
  ['javascript:alert(1)', 'the URL is neither http nor https'],
  ['http://me@receiver.example/', 'the URL carries a user or a password'],
  ['http://:hunter2@receiver.example/', 'the URL carries a user or a password'],
  ['http://receiver.example@127.0.0.1/', 'the URL carries a user or a password'],
  [`http://receiver.example/${'x'.repeat(2_083)}`, 'the URL is longer than 2083 characters'],
])('%s is refused', (url, why) => {
  expect(targetOf(url)).toBe(why);
});

test('what looks like another host is the one that is called', () => {
  expect(hostnameOf('http://127.0.0.1#@receiver.example/')).toBe('127.0.0.1');
  expect(hostnameOf('http://127.0.0.1\\@receiver.example/')).toBe('127.0.0.1');
  expect(hostnameOf('http:127.0.0.1')).toBe('127.0.0.1');
});
