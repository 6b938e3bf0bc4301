import { setMaxListeners } from 'node:events';
import { TaskledgerClient, TaskledgerError } from '../../client/index.js';
import { CommandNotStarted } from './command-process.js';
import type { WorkOptions } from './options.js';
import { messageOf } from './refusals.js';
import { ServiceWatch } from './service-watch.js';
import { Slot } from './slot.js';
import type { WorkLog } from './work-log.js';

/** Exit codes of `taskledger work`, besides 2 for a bad command line and 128 + n for a second signal. */
const STOPPED = 0;
const REFUSED = 1;
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

export interface WorkerOptions {
  readonly url: string;
  readonly apiKey?: string;
  readonly options: WorkOptions;
  /** Aborting it stops the worker. */
  readonly stop: AbortController;
  readonly log: WorkLog;
}

/** Works with as many slots as asked for until it is stopped, or until one of them cannot go on. */
export async function runWorker({ url, apiKey, options, stop, log }: WorkerOptions): Promise<number> {
  const client = new TaskledgerClient({ url, ...(apiKey === undefined ? {} : { apiKey }) });
  log(`working for ${client.url} as ${options.agent}: ${[options.command, ...options.args].join(' ')}`);
  const watch = new ServiceWatch(stop.signal, log);
  // Every slot waits for it in a few places.
  setMaxListeners(0, stop.signal);
  let code = STOPPED;
  const runSlot = async (_: unknown, index: number): Promise<void> => {
    try {
      await new Slot({ number: index + 1, client, options, stop: stop.signal, watch, log }).run();
    } catch (error) {
      code = exitCode(error);
      log(`cannot go on: ${messageOf(error)}`);
      stop.abort();
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, runSlot));
  log('stopped');
  return code;
}

/** What a person can put right ends the worker with a code; anything else is a bug and is thrown. */
function exitCode(error: unknown): number {
  if (error instanceof TaskledgerError) return REFUSED;
  if (error instanceof CommandNotStarted) return error.code === 'ENOENT' ? NOT_FOUND : NOT_EXECUTABLE;
  throw error;
}
