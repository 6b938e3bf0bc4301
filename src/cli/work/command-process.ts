import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { CommandExit } from './output/command-output.js';

export interface CommandStart {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Written to its standard input, which is then closed. */
  readonly input: string;
}

/** The command cannot be started; `code` is the system's, such as ENOENT. */
export class CommandNotStarted extends Error {
  override readonly name = 'CommandNotStarted';

  constructor(
    command: string,
    readonly code: string | undefined,
    options: ErrorOptions,
  ) {
    super(`${command} cannot be started: ${code ?? 'unknown error'}`, options);
  }
}

/** Where a process group can be signalled as one; elsewhere only the command itself can be. */
const HAS_GROUPS = process.platform !== 'win32';

const alive = new Set<CommandProcess>();

/** Kills every command that still runs; for the end of the worker itself. */
export function killAllCommands(): void {
  for (const command of alive) command.signal('SIGKILL');
}

/** A command that runs in a process group of its own, so that it is ended together with whatever it has started. */
export class CommandProcess {
  /** Resolves when the command has ended, though its output may not be read to the end yet. */
  readonly exited: Promise<CommandExit>;

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    alive.add(this);
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        alive.delete(this);
        resolve({ code, signal });
      });
    });
  }

  /** @throws CommandNotStarted */
  static async start({ command, args, env, input }: CommandStart): Promise<CommandProcess> {
    try {
      const child = spawn(command, args, { env, stdio: 'pipe', detached: HAS_GROUPS, windowsHide: true });
      const started = new CommandProcess(child);
      // The command need not read its input: it may end first.
      child.stdin.on('error', () => undefined);
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', (error) => {
          alive.delete(started);
          reject(error);
        });
      });
      child.on('error', () => undefined);
      child.stdin.end(input);
      return started;
    } catch (error) {
      throw new CommandNotStarted(command, (error as NodeJS.ErrnoException).code, { cause: error });
    }
  }

  get stdout(): Readable {
    return this.child.stdout;
  }

  get stderr(): Readable {
    return this.child.stderr;
  }

  /** Asks it to end, and kills it when it has not after `graceMs`. */
  async terminate(graceMs: number): Promise<void> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), graceMs);
    await this.exited;
    clearTimeout(timer);
  }

  /** Signals the command and everything in its group; nothing happens when it is gone. */
  signal(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined || !alive.has(this)) return;
    try {
      if (HAS_GROUPS) process.kill(-pid, signal);
      else this.child.kill(signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
