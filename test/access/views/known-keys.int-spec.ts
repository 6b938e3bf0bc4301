/** What a request costs, and what one instance knows of keys that another has changed. */
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { hashOfSecret } from '../../../src/access/commands/key-secret.js';
import { RevokeKey } from '../../../src/access/commands/revoke-key.js';
import { RotateKey } from '../../../src/access/commands/rotate-key.js';
import { KnownKeys } from '../../../src/access/views/known-keys.js';
import { until } from '../../support/until.js';
import { type KeyedService, startKeyedService } from '../support/keyed-service.js';

const CONTEXT = {
  actor: { kind: 'human', ref: 'root' },
  origin: { kind: 'http', ref: 'keys.test' },
  correlationId: 'test',
} as const;

let first: KeyedService;
let second: KeyedService;
let knownToSecond: KnownKeys;

beforeAll(async () => {
  first = await startKeyedService();
  second = await startKeyedService({ database: first.database });
  knownToSecond = second.app.get(KnownKeys, { strict: false });
});

afterAll(async () => {
  await second.close();
  await first.close();
});

const find = (secret: string) => knownToSecond.find(hashOfSecret(secret));
const bus = () => first.app.get(CommandBus, { strict: false });
const revoke = (id: string) => bus().execute(new RevokeKey(id, CONTEXT));
const rotate = (id: string, grace: number) => bus().execute(new RotateKey(id, grace, CONTEXT));

/** How many statements the instance sends to the database for queries while `work` runs. */
async function statementsOf(service: KeyedService, work: () => Promise<void>): Promise<number> {
  const sent = jest.spyOn(service.app.get(DataSource), 'query');
  try {
    await work();
    return sent.mock.calls.filter(([text]) => !/agent_session|api_key_uses|clock_timestamp|FROM events/.test(text))
      .length;
  } finally {
    sent.mockRestore();
  }
}

it('finds valid keys without asking the database', async () => {
  const { secret } = await first.key({ role: 'viewer' });
  await find(secret);
  const asked = await statementsOf(second, async () => {
    for (let i = 0; i < 100; i++) expect((await find(secret))?.over).toBe(false);
  });
  expect(asked).toBe(0);
});

it('finds a key that the other instance has just made, with what it is', async () => {
  const { secret, id } = await first.key({ role: 'operator', label: 'fresh', principal_ref: 'frida' });
  expect((await find(secret))?.key).toMatchObject({ id, role: 'operator', principal_ref: 'frida' });
});

it('answers any number of unknown secrets with one look at the log at a time', async () => {
  const looks = jest.spyOn(second.app.get(DataSource), 'query');
  const found = await Promise.all(Array.from({ length: 200 }, (_, i) => find(`tl_unknown ${i}`)));
  const count = looks.mock.calls.filter(([text]) => text.startsWith('SELECT position FROM events')).length;
  looks.mockRestore();
  expect(found.every((one) => one === undefined)).toBe(true);
  expect(count).toBeLessThan(10);
});

it('ends what was revoked elsewhere, without being asked', async () => {
  const { secret, id } = await first.key({ role: 'viewer' });
  const credential = await find(secret);
  const ended = new Promise<void>((resolve) => credential?.onEnd(resolve));
  await revoke(id);
  await ended;
  expect([credential?.over, await find(secret)]).toEqual([true, undefined]);
});

it('gives every holder of a secret its end, once, and those who come too late at once', async () => {
  const { secret, id } = await first.key({ role: 'viewer' });
  const credential = await find(secret);
  const ends: string[] = [];
  credential?.onEnd(() => ends.push('first'));
  const takeBack = credential?.onEnd(() => ends.push('taken back'));
  credential?.onEnd(() => ends.push('second'));
  takeBack?.();
  await rotate(id, 0);
  await until('both to hear of it', () => ends.length >= 2);
  credential?.onEnd(() => ends.push('late'));
  expect(ends).toEqual(['first', 'second', 'late']);
});

it('finds valid keys while the database is away, and calls no other one invalid meanwhile', async () => {
  const { secret } = await first.key({ role: 'viewer' });
  await find(secret);
  const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const sent = jest.spyOn(second.app.get(DataSource), 'query').mockRejectedValue(away);
  try {
    expect((await find(secret))?.over).toBe(false);
    const { status, headers, body } = await second.holding('tl_unknown').get('/api/tasks');
    expect([status, headers.get('www-authenticate'), body]).toEqual([503, null, { error: 'Service Unavailable' }]);
  } finally {
    sent.mockRestore();
  }
  expect((await second.holding('tl_unknown').get('/api/tasks')).status).toBe(401);
});

it('knows after a start what was done before it', async () => {
  const [kept, gone, turned] = [
    await first.key({ role: 'viewer' }),
    await first.key({ role: 'viewer' }),
    await first.key({ role: 'viewer' }),
  ];
  await revoke(gone.id);
  const rotated = await rotate(turned.id, 3_600);
  const third = await startKeyedService({ database: first.database });
  const known = third.app.get(KnownKeys, { strict: false });
  const secrets = [kept.secret, gone.secret, turned.secret, rotated.result.secret];
  const found = await Promise.all(secrets.map((secret) => known.find(hashOfSecret(secret))));
  await third.close();
  expect(found.map((one) => one?.key.id)).toEqual([kept.id, undefined, turned.id, turned.id]);
});
