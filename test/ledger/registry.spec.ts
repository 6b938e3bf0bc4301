import type { RecordedEvent } from '../../src/ledger/event.js';
import { StreamRegistry } from '../../src/ledger/registry.js';
import { parseStreamName, streamName } from '../../src/ledger/stream-type.js';
import { accountStream } from '../support/account-stream.js';

function recorded(event: Partial<RecordedEvent>): RecordedEvent {
  return {
    position: 1,
    stream: 'account:a',
    version: 1,
    eventId: 'evt-0000000000000001',
    type: 'account.moved',
    schemaVersion: 2,
    visibility: 'public',
    data: { amount: 5, note: 'not for everybody' },
    actor: { kind: 'human', ref: 'local-user' },
    origin: { kind: 'http', ref: 'test' },
    correlationId: 'req-1',
    causationId: null,
    commandId: 'cmd-1',
    recordedAt: '2026-05-05T10:30:00.000Z',
    ...event,
  };
}

describe('what the ledger knows of streams', () => {
  const registry = new StreamRegistry();
  registry.register(accountStream);

  it('derives the public payload from the stored data', () => {
    expect(registry.payloadOf(recorded({}))).toEqual({ amount: 5 });
  });

  it('shows nothing of an internal event, of erased data, or of a payload without members', () => {
    expect(
      registry.payloadOf(recorded({ type: 'account.audited', schemaVersion: 1, data: { by: 'x' } })),
    ).toBeUndefined();
    expect(registry.payloadOf(recorded({ data: null }))).toBeUndefined();
    expect(registry.payloadOf(recorded({ data: {} }))).toBeUndefined();
  });

  it('brings data of an older schema up to date before anybody sees it', () => {
    const old = recorded({ schemaVersion: 1, data: { cents: 250, note: 'kept' } });

    expect(registry.currentData(old)).toEqual({ amount: 2.5, note: 'kept' });
    expect(registry.payloadOf(old)).toEqual({ amount: 2.5 });
    expect(registry.fold(accountStream.initial, old)).toEqual({ ...accountStream.initial, balance: 2.5, moves: 1 });
    expect(registry.currentData({ ...old, data: null })).toBeNull();
  });

  it('runs upcasters one version after another', () => {
    const chained = new StreamRegistry();
    const step = (version: number) => (data: object) => ({ ...data, [`from${version}`]: true });
    chained.register({
      category: 'counter',
      stateVersion: 1,
      initial: 0,
      events: {
        counted: { schemaVersion: 4, visibility: 'public', upcasters: { 1: step(1), 2: step(2), 3: step(3) } },
      },
      evolve: (state: number) => state + 1,
    });
    const event = { stream: 'counter', type: 'counted', data: {} };

    expect(chained.currentData({ ...event, schemaVersion: 2 })).toEqual({ from2: true, from3: true });
    expect(chained.currentData({ ...event, schemaVersion: 4 })).toEqual({});
    expect(() => chained.currentData({ ...event, schemaVersion: 0 })).toThrow('no upcaster from schema version 0');
  });

  it('names what it does not know', () => {
    expect(() => registry.typeOf('ghost:1')).toThrow('no stream type is registered for stream ghost:1');
    expect(() => registry.payloadOf(recorded({ type: 'account.forged' }))).toThrow(
      'event type account.forged is not known on stream account:a',
    );
  });

  it('takes a category once', () => {
    registry.register(accountStream);
    expect(() => registry.register({ ...accountStream })).toThrow('stream category account is registered twice');
  });

  it('splits stream names at the first colon', () => {
    expect(parseStreamName('triage:human:task-1')).toEqual({ category: 'triage', id: 'human:task-1' });
    expect(parseStreamName('scheduler')).toEqual({ category: 'scheduler', id: '' });
    expect(streamName('account', 'a')).toBe('account:a');
  });
});
