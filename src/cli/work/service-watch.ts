import { pause, pauseMs } from '../../client/retry.js';
import { isTransient, messageOf } from './refusals.js';
import type { WorkLog } from './work-log.js';

/** Repeats calls while the service is away, and says once that it is away and once that it is back. */
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
        this.failed(error);
        await pause(pauseMs(failures), this.stop);
      }
    }
  }

  private answered(): void {
    if (this.away) this.log('the service is back');
    this.away = false;
  }

  private failed(error: unknown): void {
    if (!this.away) this.log(`waiting for the service: ${messageOf(error)}`);
    this.away = true;
  }
}
