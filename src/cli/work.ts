import type { Command } from './command.js';
import { killAllCommands } from './work/command-process.js';
import { parseWorkOptions, UsageError, WORK_USAGE } from './work/options.js';
import { serviceAddress } from './work/service-address.js';
import { terminalLog } from './work/work-log.js';
import { runWorker } from './work/worker.js';

const BAD_COMMAND_LINE = 2;
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/** `taskledger work`: takes runs from the queue and runs a command for each, until SIGTERM or Ctrl-C. */
export const work: Command = {
  name: 'work',
  summary: 'work on tasks by running a command for each',
  usage: WORK_USAGE,
  run: async (args) => {
    try {
      const options = parseWorkOptions(args);
      const url = await serviceAddress(options.url, process.env);
      const apiKey = process.env.TASKLEDGER_KEY?.trim();
      const stop = new AbortController();
      stopOnSignals(stop);
      const key = apiKey === undefined || apiKey === '' ? {} : { apiKey };
      return await runWorker({ url, ...key, options, stop, log: terminalLog() });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      process.stderr.write(`taskledger: ${error.message}\n\n${WORK_USAGE}`);
      return BAD_COMMAND_LINE;
    }
  },
};

/** The first signal stops the worker in order; the second one ends it, and its commands, at once. */
function stopOnSignals(stop: AbortController): void {
  process.on('exit', killAllCommands);
  for (const [signal, number] of Object.entries(SIGNAL_NUMBERS)) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(128 + number);
      stop.abort();
    });
  }
}
