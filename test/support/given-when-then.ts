import type { Actor, NewEvent, Origin } from '../../src/ledger/event.js';
import { Rejection } from '../../src/ledger/rejection.js';
import type { StreamType } from '../../src/ledger/stream-type.js';

const BEGIN = Date.parse('2026-05-05T10:30:00.000Z');

/** Who causes the events of a given history, and by which way. */
export const ACTOR: Actor = { kind: 'human', ref: 'local-user' };
export const ORIGIN: Origin = { kind: 'http', ref: 'test' };

/** The time of the nth event of a history, counted from 0; events are one second apart. */
export function timeOf(n: number): string {
  return new Date(BEGIN + n * 1_000).toISOString();
}

/** What is expected instead of events: a refusal with this code. */
export interface Refusal {
  readonly refused: string;
}

export function rejects(code: string): Refusal {
  return { refused: code };
}

/** The outcome of a decision that changes nothing. */
export const nothing = Symbol('nothing');

export type Expected<E extends NewEvent> = E | Refusal | typeof nothing;

/** A stream as a history left it. `now` is the time at which the next event would be recorded. */
export class Given<S, E extends NewEvent> {
  constructor(
    private readonly type: StreamType<S, E>,
    readonly history: readonly E[],
  ) {}

  get state(): S {
    return this.history.reduce<S>((state, event, n) => this.fold(state, event, n), this.type.initial);
  }

  get now(): string {
    return timeOf(this.history.length);
  }

  when(decide: (state: S, now: string) => readonly E[] | Rejection): Decided<S, E> {
    const outcome = decide(this.state, this.now);
    return new Decided(outcome, (events) => new Given(this.type, [...this.history, ...events]));
  }

  private fold(state: S, event: E, n: number): S {
    return this.type.evolve(state, { ...event, position: n + 1, recordedAt: timeOf(n), actor: ACTOR, origin: ORIGIN });
  }
}

/** The outcome of a decision, to be compared. */
export class Decided<S, E extends NewEvent> {
  constructor(
    private readonly outcome: readonly E[] | Rejection,
    private readonly follow: (events: readonly E[]) => Given<S, E>,
  ) {}

  /** Compares, members without a value included, and gives the stream with what was decided. */
  then(...expected: readonly Expected<E>[]): Given<S, E> {
    const refusal = expected.find((one): one is Refusal => typeof one === 'object' && 'refused' in one);
    if (refusal) {
      expect(this.outcome).toBeInstanceOf(Rejection);
      expect(this.outcome).toMatchObject({ code: refusal.refused });
      return this.follow([]);
    }
    const events = expected.filter((one) => one !== nothing);
    expect(this.outcome).toStrictEqual(events);
    return this.follow(this.events());
  }

  /** What was decided, where a refusal would be a mistake of the test. */
  events(): readonly E[] {
    if (this.outcome instanceof Rejection) throw this.outcome;
    return this.outcome;
  }
}

/** Starts a test of a decision: given a history, when something is decided, then these events. */
export function given<S, E extends NewEvent>(type: StreamType<S, E>, ...history: readonly E[]): Given<S, E> {
  return new Given(type, history);
}
