import { parseKeysCommand } from '../../../src/cli/keys/options.js';

const NOW = Date.parse('2026-05-05T10:30:00.000Z');
const parse = (...args: string[]) => parseKeysCommand(args, NOW);

it('takes all that a key can have', () => {
  const given = [
    ...['create', '--label', ' ci ', '--role', 'Agent', '--principal', 'ci-bot', '--workspace', 'Main'],
    ...['--front', 'a', '--front', 'C', '--front', 'a', '--expires', '90d', '--json'],
  ];
  expect(parse(...given)).toEqual({
    kind: 'create',
    json: true,
    key: {
      label: 'ci',
      role: 'agent',
      principal_ref: 'ci-bot',
      workspace: 'Main',
      fronts: ['a', 'c'],
      expires_at: '2026-08-03T10:30:00.000Z',
    },
  });
});

it('needs a label and a role, and no more', () => {
  const command = parse('create', '--label', 'root', '--role', 'admin');
  expect(command).toEqual({ kind: 'create', json: false, key: { label: 'root', role: 'admin' } });
});

it.each([
  ['30m', '2026-05-05T11:00:00.000Z'],
  ['12h', '2026-05-05T22:30:00.000Z'],
  ['2027-01-31T12:00:00+02:00', '2027-01-31T10:00:00.000Z'],
])('reads --expires %s', (text, time) => {
  const command = parse('create', '--label', 'a', '--role', 'viewer', '--expires', text);
  expect(command).toMatchObject({ key: { expires_at: time } });
});

it('lists and revokes', () => {
  expect(parse('list')).toEqual({ kind: 'list', json: false });
  expect(parse('list', '--json')).toEqual({ kind: 'list', json: true });
  expect(parse('revoke', 'key-1', '--json')).toEqual({ kind: 'revoke', id: 'key-1', json: true });
});

it.each([
  [[], 'create, list or revoke?'],
  [['rotate'], 'unknown command rotate'],
  [['create', '--role', 'admin'], '--label is missing or blank'],
  [['create', '--label', ' ', '--role', 'admin'], '--label is missing or blank'],
  [['create', '--label', 'x'.repeat(129), '--role', 'admin'], '--label is longer than 128 characters'],
  [['create', '--label', 'a'], '--role must be one of viewer, agent, operator, admin'],
  [['create', '--label', 'a', '--role', 'root'], '--role must be one of'],
  [['create', '--label', 'a', '--role', 'admin', '--front', 'e'], '--front must be one of a, b, c, d'],
  [['create', '--label', 'a', '--role', 'admin', '--expires', 'soon'], '--expires soon'],
  [['create', '--label', 'a', '--role', 'admin', '--expires', '2027-01-31'], '--expires 2027-01-31'],
  [['revoke'], 'the id of one key'],
  [['revoke', 'key-1', 'key-2'], 'the id of one key'],
])('refuses %j', (args, words) => {
  expect(() => parse(...args)).toThrow(words);
});
