import { pause, pauseMs } from '../../client/retry.js';
import { isTransient, messageOf } from './refusals.js';
import type { WorkLog } from './work-log.js';

/** Notices whether the service is there, and says once that it is away and once that it is back. */
export class ServiceWatch {
  private away = false;

  constructor(
    private readonly stop: AbortSignal,
    private readonly log: WorkLog,
  ) {}

  /** The call's answer, as soon as the service gives one; its refusals and the end of the worker are thrown. */
  async untilAnswered<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures += 1) {
      try {
        const answer = await call(this.stop);
        this.answered();
        return answer;
      } catch (error) {
        if (this.stop.aborted) throw error;
        if (!isTransient(error)) {
          this.answered();
          throw error;
        }
        this.missed(error);
        await pause(pauseMs(failures), this.stop);
      }
    }
  }

  /** The service gave an answer, if only a refusal. */
  answered(): void {
    if (this.away) this.log('the service is back');
    this.away = false;
  }

  /** A call failed because the service is not there. */
  missed(error: unknown): void {
    if (!this.away) this.log(`waiting for the service: ${messageOf(error)}`);
    this.away = true;
  }
}
