import { Worker } from 'node:worker_threads';
import type { CheckAnswer, CheckRequest } from './check-messages.js';
import { CHECK_THREAD_FILE } from './check-thread-file.js';

/** Room for what the thread has made: a check that needs more ends it. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };
/** How long a thread may take to start and to compile a schema that was compiled before it was accepted, in ms. */
const START_MS = 10_000;

/** How a check ended: with what is wrong, too late, or not at all, for the schema or the value is beyond it. */
export type CheckOutcome = { readonly errors: readonly string[] } | 'late' | 'unfit';

/** One checking thread, which does one check at a time. */
export class CheckThread {
  private readonly worker: Worker;
  private settle: ((outcome: CheckOutcome) => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private ended = false;

  /** `limitMs`: how long a check may take from when it begins. */
  constructor(private readonly limitMs: number) {
    this.worker = new Worker(CHECK_THREAD_FILE, { resourceLimits: RESOURCE_LIMITS, env: {}, execArgv: [], argv: [] });
    // A thread that waits keeps no process alive.
    this.worker.unref();
    this.worker.on('message', (answer: CheckAnswer) => this.answered(answer));
    this.worker.on('error', () => this.end('unfit'));
    this.worker.on('exit', () => this.end('unfit'));
  }

  /** False once it was stopped or has died: then another one is needed. */
  get alive(): boolean {
    return !this.ended;
  }

  check(request: CheckRequest): Promise<CheckOutcome> {
    return new Promise((resolve) => {
      if (this.ended) {
        resolve('unfit');
        return;
      }
      this.settle = resolve;
      this.limit(START_MS);
      this.worker.postMessage(request);
    });
  }

  /** Stops it, whatever it is doing. */
  async stop(): Promise<void> {
    this.end('unfit');
    await this.worker.terminate();
  }

  private answered(answer: CheckAnswer): void {
    if (this.settle === undefined) return;
    if (answer.kind === 'begun') this.limit(this.limitMs);
    else this.done(answer.kind === 'checked' ? { errors: answer.errors } : 'unfit');
  }

  private limit(ms: number): void {
    clearTimeout(this.timer);
    // An answer that has come while this process was busy is read before the immediate runs.
    this.timer = setTimeout(() => setImmediate(() => this.late()), ms);
  }

  private late(): void {
    if (this.settle === undefined) return;
    this.end('late');
    void this.worker.terminate();
  }

  private end(outcome: CheckOutcome): void {
    this.ended = true;
    this.done(outcome);
  }

  private done(outcome: CheckOutcome): void {
    clearTimeout(this.timer);
    const { settle } = this;
    this.settle = undefined;
    settle?.(outcome);
  }
}
