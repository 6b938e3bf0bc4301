import { parseArgs } from 'node:util';

/** What `taskledger work` was asked to do. */
export interface WorkOptions {
  readonly agent: string;
  /** Workspace id, name or path; absent: the worker takes global tasks only. */
  readonly workspace?: string;
  /** How many runs are worked on at a time, each by a session of its own. */
  readonly concurrency: number;
  readonly url?: string;
  readonly capabilities: readonly string[];
  /** Length of a lease in seconds; heartbeats come every third of it. */
  readonly leaseSeconds: number;
  readonly channel?: string;
  /** How long a command has to end after SIGTERM before it is killed, in ms. */
  readonly graceMs: number;
  readonly command: string;
  readonly args: readonly string[];
}

export const WORK_USAGE = `taskledger work --agent NAME [options] -- COMMAND [ARGS...]

Takes runs from the queue and runs COMMAND once for each, with the claim as JSON on its standard input.
Exit code 0 completes the run with what COMMAND printed; any other fails it.

  --agent NAME          name of the agent whose sessions take the runs
  --workspace W         workspace id, name or path; without it the worker takes global tasks
  --concurrency N       runs at a time, 1 to 256 (default 1)
  --url URL             the service (default: TASKLEDGER_URL, else the service of TASKLEDGER_HOME,
                        else http://127.0.0.1:3000)
  --capability C        something this worker can do; may be repeated
  --lease SECONDS       length of a lease, 2 to 86400 (default 60)
  --channel C           take only runs of this coordination channel
  --grace SECONDS       time for COMMAND to end when the worker is stopped, 0 to 3600 (default 5)

TASKLEDGER_KEY is the worker's API key. docs/worker.md says more.
`;

/** A command line that cannot be understood; the message says what is wrong with it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError, or node's own parse error, for a command line that cannot be understood. */
export function parseWorkOptions(args: readonly string[]): WorkOptions {
  const end = args.indexOf('--');
  const [command, ...commandArgs] = end < 0 ? [] : args.slice(end + 1);
  const { values } = parseArgs({
    args: end < 0 ? [...args] : args.slice(0, end),
    options: {
      agent: { type: 'string' },
      workspace: { type: 'string' },
      concurrency: { type: 'string', default: '1' },
      url: { type: 'string' },
      capability: { type: 'string', multiple: true, default: [] },
      lease: { type: 'string', default: '60' },
      channel: { type: 'string' },
      grace: { type: 'string', default: '5' },
    },
    strict: true,
  });
  if (values.agent === undefined || values.agent.trim() === '') throw new UsageError('work: --agent NAME is missing');
  if (command === undefined) throw new UsageError('work: the command is missing; it follows after --');
  return {
    agent: values.agent.trim(),
    ...optional('workspace', values.workspace),
    concurrency: within('concurrency', values.concurrency, 1, 256),
    ...optional('url', values.url === undefined ? undefined : httpUrl(values.url)),
    capabilities: values.capability,
    leaseSeconds: within('lease', values.lease, 2, 86_400),
    ...optional('channel', values.channel),
    graceMs: within('grace', values.grace, 0, 3_600) * 1000,
    command,
    args: commandArgs,
  };
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}

function within(option: string, text: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`work: --${option} ${text}: a whole number from ${least} to ${most} is needed`);
}

/** @throws UsageError unless it is an http or https address. */
export function httpUrl(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol === 'http:' || protocol === 'https:') return text;
  throw new UsageError(`work: ${text} is not the address of a service, such as http://127.0.0.1:3000`);
}
