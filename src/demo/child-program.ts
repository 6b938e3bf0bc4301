import { type ChildProcess, spawn } from 'node:child_process';

const KEPT_OUTPUT = 20_000;

/** A program that the demo started; its output is kept for the case that something goes wrong. */
export class ChildProgram {
  readonly exited: Promise<number | null>;
  private output = '';
  private readonly child: ChildProcess;
  private readonly readers = new Set<() => void>();

  constructor(
    readonly name: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
  ) {
    this.child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.heard(text));
    }
    this.exited = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** The end of what it has printed. */
  get said(): string {
    return this.output;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The first match in its output. @throws when it ends without. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match) return match;
      const ended = await Promise.race([this.exited.then(() => true), this.more()]);
      if (ended && !pattern.test(this.output)) throw new Error(`${this.name} ended too soon:\n${this.output}`);
    }
  }

  /** Asks it to end, and kills it when it has not after `graceMs`. */
  async end(graceMs: number): Promise<number | null> {
    this.kill('SIGTERM');
    const timer = setTimeout(() => this.kill('SIGKILL'), graceMs);
    const code = await this.exited;
    clearTimeout(timer);
    return code;
  }

  private heard(text: string): void {
    this.output = (this.output + text).slice(-KEPT_OUTPUT);
    for (const reader of this.readers) reader();
  }

  private more(): Promise<false> {
    return new Promise((resolve) => {
      const heard = (): void => {
        this.readers.delete(heard);
        resolve(false);
      };
      this.readers.add(heard);
    });
  }
}
