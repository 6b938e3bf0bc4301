import type { Claim, TaskledgerClient } from '../../client/index.js';
import type { CallOptions } from '../../client/retry.js';
import { CommandNotStarted, CommandProcess } from './command-process.js';
import { LeaseKeeper } from './lease-keeper.js';
import { type CommandExit, CommandOutput } from './output/command-output.js';
import { ProgressSender } from './output/progress-sender.js';
import { readOutput } from './output/read-output.js';
import { isLeaseLost, isTransient, messageOf } from './refusals.js';
import { runEnvironment } from './run-environment.js';
import type { WorkLog } from './work-log.js';
import type { WorkOptions } from './options.js';

/** How long a command may take to end when its lease is lost, in ms. */
const LOST_GRACE_MS = 5_000;
/** Time for what is still to be told to the service once the worker is stopped, in ms. */
const FAREWELL_MS = 5_000;

export interface ClaimedRunOptions {
  readonly client: TaskledgerClient;
  readonly claim: Claim;
  /** See `LeaseKeeperOptions.askedAt`. */
  readonly askedAt: number;
  readonly options: WorkOptions;
  /** Aborted when the worker is to stop. */
  readonly stop: AbortSignal;
  readonly log: WorkLog;
}

/** One run from its claim to its end: the command, its lease, its progress, and how it is reported. */
export class ClaimedRun {
  private readonly lease: LeaseKeeper;
  private readonly output = new CommandOutput();
  private readonly progress: ProgressSender;

  constructor(private readonly run: ClaimedRunOptions) {
    const { client, claim, askedAt, options } = run;
    this.lease = new LeaseKeeper({ client, claim, askedAt, leaseSeconds: options.leaseSeconds });
    this.progress = new ProgressSender({
      send: (log) => this.report(log),
      signal: AbortSignal.any([this.lease.lost, farewell(run.stop)]),
      onLeaseLost: (error) => this.lease.lose(error),
    });
  }

  /**
   * Works on the run until it is ended, given back or lost.
   * @throws CommandNotStarted, after the run was given back.
   */
  async work(): Promise<void> {
    const keeping = this.lease.keep();
    try {
      const exit = await this.runCommand();
      await this.progress.drain();
      this.lease.stop();
      await this.settle(exit);
    } catch (error) {
      this.lease.stop();
      if (error instanceof CommandNotStarted) await this.giveBack(error.message);
      throw error;
    } finally {
      await keeping;
    }
  }

  /** How the command ended of itself; undefined when it was ended because the worker stops or the lease is lost. */
  private async runCommand(): Promise<CommandExit | undefined> {
    const { claim, client, options, stop } = this.run;
    if (stop.aborted) return undefined;
    const input = `${JSON.stringify(claim)}\n`;
    const env = runEnvironment(claim, client.url, options);
    const command = await CommandProcess.start({ command: options.command, args: options.args, env, input });
    let interrupted = false;
    const interrupt = (graceMs: number) => () => {
      interrupted = true;
      void command.terminate(graceMs);
    };
    const onStop = interrupt(options.graceMs);
    const onLost = interrupt(LOST_GRACE_MS);
    stop.addEventListener('abort', onStop);
    this.lease.lost.addEventListener('abort', onLost);
    const exit = await command.exited.finally(() => {
      stop.removeEventListener('abort', onStop);
      this.lease.lost.removeEventListener('abort', onLost);
    });
    await this.read(command);
    return interrupted ? undefined : exit;
  }
}
