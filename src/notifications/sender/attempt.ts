import { performance } from 'node:perf_hooks';
import { Failure } from './failure.js';

const WORDS = {
  resolving: 'its name was still being looked up',
  connecting: 'the connection was still being made',
  answering: 'the answer was not complete',
} as const;

/** Whoever asked for the attempt, or the end of the service, ended it. */
export const BROKEN_OFF = new Failure('aborted', 'the attempt was broken off');

export interface AttemptLimits {
  /** Until the connection stands, the lookup of the name included. */
  readonly connectMs: number;
  /** Until the answer is read. */
  readonly wholeMs: number;
}

/** The time of one attempt: how far it has come, and the signal that ends it when it takes too long or is broken off. */
export class Attempt {
  private readonly controller = new AbortController();
  private readonly startedAt = performance.now();
  private readonly timers: NodeJS.Timeout[];
  private readonly sources: readonly AbortSignal[];
  private stage: keyof typeof WORDS = 'resolving';

  /** @param sources break it off */
  constructor({ connectMs, wholeMs }: AttemptLimits, ...sources: AbortSignal[]) {
    this.sources = sources;
    this.timers = [
      setTimeout(() => {
        if (this.stage !== 'answering') this.timeOut(connectMs);
      }, connectMs),
      setTimeout(() => this.timeOut(wholeMs), wholeMs),
    ];
    for (const source of sources) {
      if (source.aborted) this.breakOff();
      source.addEventListener('abort', this.breakOff, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get durationMs(): number {
    return Math.round(performance.now() - this.startedAt);
  }

  reached(stage: 'connecting' | 'answering'): void {
    this.stage = stage;
  }

  /** The result, unless the attempt ends before: then it throws why, and the promise is left to itself. */
  within<T>(promise: Promise<T>): Promise<T> {
    const { signal } = this;
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => reject(signal.reason as Failure);
      if (signal.aborted) leave();
      signal.addEventListener('abort', leave, { once: true });
      void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  end(): void {
    for (const timer of this.timers) clearTimeout(timer);
    for (const source of this.sources) source.removeEventListener('abort', this.breakOff);
  }

  private timeOut(afterMs: number): void {
    this.controller.abort(new Failure('timeout', `no answer within ${afterMs / 1_000} s: ${WORDS[this.stage]}`));
  }

  private readonly breakOff = (): void => {
    this.controller.abort(BROKEN_OFF);
  };
}
