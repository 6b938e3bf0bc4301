import type { Claim, TaskledgerClient } from '../../client/index.js';
import { CommandNotStarted, CommandProcess } from './command-process.js';
import { LeaseKeeper } from './lease-keeper.js';
import type { WorkOptions } from './options.js';
import { type CommandExit, CommandOutput } from './output/command-output.js';
import { ProgressSender } from './output/progress-sender.js';
import { readOutput } from './output/read-output.js';
import { messageOf } from './refusals.js';
import { runEnvironment } from './run-environment.js';
import { RunReport } from './run-report.js';
import type { ServiceWatch } from './service-watch.js';
import type { WorkLog } from './work-log.js';

/** How long a command may take to end when its lease is lost, in ms. */
const LOST_GRACE_MS = 5_000;
/** Time for what is still to be told to the service once the worker is stopped and the command has ended, in ms. */
const FAREWELL_MS = 4_000;

export interface ClaimedRunOptions {
  /** Calls as the session that holds the run. */
  readonly client: TaskledgerClient;
  readonly claim: Claim;
  /** When the lease began, by `performance.now()`. */
  readonly since: number;
  readonly options: WorkOptions;
  /** Aborted when the worker is to stop. */
  readonly stop: AbortSignal;
  readonly watch: ServiceWatch;
  readonly log: WorkLog;
}

/** One run from its claim to its end: the command, its lease, its progress, and how it is reported. */
export class ClaimedRun {
  private readonly lease: LeaseKeeper;
  private readonly output = new CommandOutput();
  private readonly progress: ProgressSender;
  private readonly giveUp = new AbortController();
  private readonly report: RunReport;

  constructor(private readonly run: ClaimedRunOptions) {
    const { client, claim, since, options, watch, log } = run;
    this.lease = new LeaseKeeper({ client, claim, since, watch, leaseSeconds: options.leaseSeconds });
    this.lease.lost.addEventListener('abort', () => this.giveUp.abort(this.lease.lost.reason), { once: true });
    const { mayHold } = this.lease;
    this.report = new RunReport({ client, claim, watch, log, mayHold, giveUp: this.giveUp.signal });
    this.progress = new ProgressSender({
      send: (lines) => this.report.progress(lines),
      signal: this.giveUp.signal,
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
      const ending = await this.runCommand();
      const relax = this.hurryWhenStopped();
      try {
        await this.progress.drain();
        this.lease.stop();
        await this.settle(ending);
      } finally {
        relax();
      }
      if (ending instanceof CommandNotStarted) throw ending;
    } finally {
      this.lease.stop();
      await keeping;
    }
  }

  /** How the command ended of itself; undefined when it was ended because the worker stops or the lease is lost. */
  private async runCommand(): Promise<CommandExit | CommandNotStarted | undefined> {
    const { claim, client, options, stop } = this.run;
    if (stop.aborted) return undefined;
    const start = {
      command: options.command,
      args: options.args,
      env: runEnvironment(claim, client.url, options.agent),
      input: `${JSON.stringify(claim)}\n`,
    };
    const command = await CommandProcess.start(start).catch(onlyNotStarted);
    if (command instanceof CommandNotStarted) return command;
    const reading = this.readOutputs(command);
    const ended = await this.endOf(command);
    await reading;
    return ended;
  }

  private async endOf(command: CommandProcess): Promise<CommandExit | undefined> {
    const { options, stop } = this.run;
    const { lost } = this.lease;
    const interruption = { happened: false };
    const interrupt = (graceMs: number) => (): void => {
      interruption.happened = true;
      void command.terminate(graceMs);
    };
    const stopListening = [whenAborted(stop, interrupt(options.graceMs)), whenAborted(lost, interrupt(LOST_GRACE_MS))];
    const exit = await command.exited;
    stopListening.forEach((stopOne) => stopOne());
    return interruption.happened ? undefined : exit;
  }

  private async readOutputs({ stdout, stderr, exited }: CommandProcess): Promise<void> {
    const room = () => this.progress.room();
    const standardOutput = readOutput(stdout, exited, {
      room,
      line: (line) => {
        this.output.standardOutput(line);
        this.progress.add(line.text);
      },
    });
    const standardError = readOutput(stderr, exited, {
      room,
      line: (line) => {
        this.output.standardError(line);
        this.progress.add(line.text);
      },
    });
    await Promise.all([standardOutput, standardError]);
  }

  /** From here on a stopping worker has little time left. Answers what takes that back. */
  private hurryWhenStopped(): () => void {
    let timer: NodeJS.Timeout | undefined;
    const stopListening = whenAborted(this.run.stop, () => {
      timer = setTimeout(() => this.giveUp.abort(new Error('the worker stops')), FAREWELL_MS);
    });
    return () => {
      clearTimeout(timer);
      stopListening();
    };
  }

  private async settle(ending: CommandExit | CommandNotStarted | undefined): Promise<void> {
    const { lost } = this.lease;
    try {
      if (lost.aborted) this.run.log(`lost the run: ${messageOf(lost.reason)}`);
      else if (ending === undefined) await this.report.release('worker shutdown');
      else if (ending instanceof CommandNotStarted) await this.report.release(ending.message);
      else if (ending.code === 0) await this.report.complete(this.output.result());
      else await this.report.fail(this.output.error(ending), ending);
    } catch (error) {
      this.run.log(`its end could not be reported, the lease will run out: ${messageOf(error)}`);
    }
  }
}

/** Calls back when the signal is aborted, or at once when it is. Answers what takes that back. */
function whenAborted(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) callback();
  else signal.addEventListener('abort', callback, { once: true });
  return () => signal.removeEventListener('abort', callback);
}

function onlyNotStarted(error: unknown): CommandNotStarted {
  if (error instanceof CommandNotStarted) return error;
  throw error;
}
