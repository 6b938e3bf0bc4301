import { errorText } from '../platform/redaction/error-text.js';
import { redactText } from '../platform/redaction/redact.js';
import { StartError } from '../platform/start-error.js';
import type { Command } from './command.js';

/** A command that is loaded only when it is called, so that none pays for the others. */
export interface ListedCommand extends Pick<Command, 'name'> {
  readonly load: () => Promise<Command>;
}

/** Exit code of a command line that cannot be understood. */
const USAGE = 2;

/**
 * Runs the command that the arguments name.
 * @returns its exit code; 2 for a command line that cannot be understood, 1 for what went wrong; one line
 * each, and the whole error where it is a fault of ours.
 */
export async function runCommand(commands: readonly ListedCommand[], args: readonly string[]): Promise<number> {
  // Whoever reads our output may go away first (`| head`): that is no error of ours.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(await help(commands));
    return name === undefined ? USAGE : 0;
  }
  const listed = commands.find((command) => command.name === name);
  if (!listed) return complain(`unknown command ${name}; taskledger --help lists them`, USAGE);
  const ownOptions = rest.slice(0, rest.includes('--') ? rest.indexOf('--') : rest.length);
  if (ownOptions.includes('--help') || ownOptions.includes('-h')) return explain(listed);
  try {
    return await (await listed.load()).run(rest);
  } catch (error) {
    if (error instanceof StartError) return complain(error.message, 1);
    if (isBadArgument(error)) return complain(error.message.split('\n', 1).join(''), USAGE);
    return complain(errorText(error), 1);
  }
}

async function explain(listed: ListedCommand): Promise<number> {
  const { usage, summary } = await listed.load();
  process.stdout.write(usage ?? `taskledger ${listed.name}: ${summary}\n`);
  return 0;
}

/** Says what went wrong, without the secrets that it may quote (`http.md` 7). */
function complain(words: string, code: number): number {
  process.stderr.write(`taskledger: ${redactText(words)}\n`);
  return code;
}

function isBadArgument(error: unknown): error is Error {
  return error instanceof Error && (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS_') === true;
}

async function help(commands: readonly ListedCommand[]): Promise<string> {
  const loaded = await Promise.all(commands.map(({ load }) => load()));
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = loaded.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  const end = 'Settings are environment variables: see docs/operating.md.';
  return ['taskledger <command> [options]', '', ...lines, '', end, ''].join('\n');
}
