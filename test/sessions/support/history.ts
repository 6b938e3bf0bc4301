import type { NewEvent } from '../../../src/ledger/event.js';
import type { StreamType } from '../../../src/ledger/stream-type.js';

const BEGIN = Date.parse('2026-05-05T10:30:00.000Z');

/** The time of the nth event of a given history, counted from 0. */
export function timeOf(n: number): string {
  return new Date(BEGIN + n * 1_000).toISOString();
}

/** The state after the given events, one second apart. */
export function given<S, E extends NewEvent>(type: StreamType<S, E>, ...events: readonly E[]): S {
  return events.reduce<S>(
    (state, event, n) =>
      type.evolve(state, {
        ...event,
        position: n + 1,
        recordedAt: timeOf(n),
        actor: { kind: 'human', ref: 'local-user' },
        origin: { kind: 'http', ref: 'test' },
      }),
    type.initial,
  );
}
