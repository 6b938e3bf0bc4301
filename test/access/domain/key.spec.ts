import fc from 'fast-check';
import { createKey } from '../../../src/access/domain/decide/create-key.js';
import { revokeKey } from '../../../src/access/domain/decide/revoke-key.js';
import { rotateKey } from '../../../src/access/domain/decide/rotate-key.js';
import type { KeyCreated, KeyEvent } from '../../../src/access/domain/key-events.js';
import { type KeyState, type KeyStream, usableSecrets } from '../../../src/access/domain/key-state.js';
import { keyStream } from '../../../src/access/domain/key-stream.js';
import { Rejection } from '../../../src/ledger/rejection.js';
import { given, nothing, rejects, timeOf } from '../../support/given-when-then.js';

const NEW: KeyCreated = { id: 'key-1', label: 'ci', role: 'agent', principal_ref: 'ci', secret_hash: 'h1' };

const created = (more: Partial<KeyCreated> = {}): KeyEvent => ({ type: 'key.created', data: { ...NEW, ...more } });
const rotated = (secret_hash: string, former_until: string): KeyEvent => ({
  type: 'key.rotated',
  data: { id: 'key-1', secret_hash, former_until },
});
const revoked: KeyEvent = { type: 'key.revoked', data: { id: 'key-1' } };

const stateOf = (...events: KeyEvent[]): KeyState => {
  const { state } = given(keyStream, ...events);
  if (state === null) throw new Error('no key');
  return state;
};
const usable = (...events: KeyEvent[]) => usableSecrets(stateOf(...events));

const creating = (more: Partial<KeyCreated>) => (_: KeyStream, now: string) => createKey({ ...NEW, ...more }, { now });
const rotating = (secret_hash: string, grace_seconds: number) => (key: KeyStream, now: string) =>
  rotateKey(key, { id: 'key-1', secret_hash, grace_seconds }, { now });
const revoking = (key: KeyStream) => revokeKey(key, { id: 'key-1' });

describe('creating a key', () => {
  it('keeps what was asked and the hash of its secret', () => {
    const more: Partial<KeyCreated> = { workspace_id: 'ws-1', fronts: ['a', 'd'], expires_at: timeOf(5) };
    const key = given(keyStream).when(creating(more)).then(created(more)).state;
    expect(key).toEqual({ ...NEW, ...more, former: [], created_at: timeOf(0) });
  });

  it.each([0, -1])('is refused when it would end %d s from now', (seconds) => {
    given(keyStream)
      .when(creating({ expires_at: timeOf(seconds) }))
      .then(rejects('validation_failed'));
  });
});

describe('rotating a key', () => {
  it('without a grace leaves the new secret alone', () => {
    const after = given(keyStream, created())
      .when(rotating('h2', 0))
      .then(rotated('h2', timeOf(1)));
    expect(usable(...after.history)).toEqual([{ hash: 'h2' }]);
  });

  it('with a grace lets the secret before work until it is over', () => {
    const after = given(keyStream, created())
      .when(rotating('h2', 60))
      .then(rotated('h2', timeOf(61)));
    expect(usable(...after.history)).toEqual([{ hash: 'h2' }, { hash: 'h1', until: timeOf(61) }]);
  });

  it('may cut the grace of an earlier rotation, and never prolongs it', () => {
    const history = [created(), rotated('h2', timeOf(50))];
    expect(usable(...history, rotated('h3', timeOf(90)))).toEqual([
      { hash: 'h3' },
      { hash: 'h1', until: timeOf(50) },
      { hash: 'h2', until: timeOf(90) },
    ]);
    expect(usable(...history, rotated('h3', timeOf(20)))).toEqual([
      { hash: 'h3' },
      { hash: 'h1', until: timeOf(20) },
      { hash: 'h2', until: timeOf(20) },
    ]);
    expect(usable(...history, rotated('h3', timeOf(2)))).toEqual([{ hash: 'h3' }]);
  });

  it('lets no secret outlive the key', () => {
    const events = [created({ expires_at: timeOf(30) }), rotated('h2', timeOf(50))];
    expect(usable(...events)).toEqual([
      { hash: 'h2', until: timeOf(30) },
      { hash: 'h1', until: timeOf(30) },
    ]);
  });

  it('is refused where there is nothing to rotate', () => {
    given(keyStream).when(rotating('h2', 0)).then(rejects('key_not_found'));
    given(keyStream, created(), revoked).when(rotating('h2', 0)).then(rejects('key_disabled'));
    given(keyStream, created({ expires_at: timeOf(1) }))
      .when(rotating('h2', 0))
      .then(rejects('key_disabled'));
  });
});

describe('revoking a key', () => {
  it('ends every secret, those in their grace as well', () => {
    const history = [created(), rotated('h2', timeOf(60))];
    const after = given(keyStream, ...history)
      .when(revoking)
      .then(revoked);
    expect(after.state).toMatchObject({ disabled_at: timeOf(2), former: [] });
    expect(usable(...after.history)).toEqual([]);
  });

  it('does nothing the second time', () => {
    given(keyStream, created(), revoked).when(revoking).then(nothing);
  });

  it('is refused for a key that was never there', () => {
    given(keyStream).when(revoking).then(rejects('key_not_found'));
  });
});

it('whatever is done to it, the last secret is the one that works, until the key is revoked', () => {
  const act = fc.oneof(
    { weight: 5, arbitrary: fc.record({ grace: fc.integer({ min: 0, max: 20 }) }) },
    { weight: 1, arbitrary: fc.constant('revoke' as const) },
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 20 }), (acts) => {
      let stream = given(keyStream, created());
      acts.forEach((one, i) => {
        const decided = stream.when(one === 'revoke' ? revoking : rotating(`n${i}`, one.grace));
        const { state } = stream;
        if (state?.disabled_at !== undefined && one !== 'revoke') decided.then(rejects('key_disabled'));
        else stream = decided.then(...decided.events());
        const [present, ...former] = usableSecrets(stateOf(...stream.history));
        expect(present?.hash).toBe(stream.state?.disabled_at === undefined ? stream.state?.secret_hash : undefined);
        expect(former.length).toBeLessThanOrEqual(10);
        expect(former.every(({ until = '' }) => until > timeOf(stream.history.length - 1))).toBe(true);
      });
      expect(stream.state).not.toBeInstanceOf(Rejection);
    }),
  );
});
