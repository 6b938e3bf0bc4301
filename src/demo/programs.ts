import { join } from 'node:path';
import { ChildProgram } from './child-program.js';

/** Starts the programs of the demo from the built package: the service, its workers, and `verify`. */
export class Programs {
  private readonly started: ChildProgram[] = [];

  constructor(
    private readonly packageRoot: string,
    private readonly home: string,
  ) {}

  /** Starts the service on the demo's home and a free port; answers its address once it listens. */
  async startService(): Promise<string> {
    const service = this.start('the service', ['main.js'], {
      PORT: '0',
      LEASE_SWEEP_SECONDS: '0.5',
      LOG_LEVEL: 'warn',
    });
    const [, url = ''] = await service.says(/ready at (http:\S+)/);
    return url;
  }

  /** Starts `taskledger work` for the demo's tasks. */
  startWorker(agent: string, url: string, options: { concurrency: number; lease: number }): ChildProgram {
    const { concurrency, lease } = options;
    const settings = `--agent ${agent} --url ${url} --concurrency ${concurrency} --lease ${lease}`.split(' ');
    const command = [process.execPath, join(this.packageRoot, 'dist/src/demo/do-task.js')];
    return this.start(agent, ['cli.js', 'work', ...settings, '--', ...command], {});
  }

  /** What `taskledger verify` says, and whether it found the ledger intact. */
  async verify(): Promise<{ intact: boolean; words: string }> {
    const verify = this.start('verify', ['cli.js', 'verify'], {});
    const code = await verify.exited;
    return { intact: code === 0, words: verify.said.trim() };
  }

  /** Ends all programs, the last started first; none is left. */
  async endAll(): Promise<void> {
    const [service, ...others] = this.started;
    await Promise.all(others.map((program) => program.end(8_000)));
    await service?.end(12_000);
  }

  /** What the programs said last, for finding out what went wrong. */
  lastWords(): string {
    const words = this.started.map(({ name, said }) => `--- ${name}\n${said.split('\n').slice(-15).join('\n')}`);
    return words.join('\n');
  }

  private start(name: string, [entry = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): ChildProgram {
    const { PATH, HOME, TMPDIR } = process.env;
    const all = { PATH, HOME, TMPDIR, TASKLEDGER_HOME: this.home, ...env };
    const program = new ChildProgram(name, [join(this.packageRoot, 'dist/src', entry), ...args], all);
    this.started.push(program);
    return program;
  }
}
