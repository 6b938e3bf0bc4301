import type { LoggerService } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { StartError } from '../start-error.js';
import type { RunningService } from './service.js';

const PARENT_POLL_MS = 250;
const START_ENDS_WITHIN_MS = 10_000;

/** Ctrl-C under npm arrives twice, from the terminal and from npm. */
const SAME_REQUEST_MS = 500;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a service until a signal asks it to stop: the first signal stops it in order, a second one ends the process at
 * once. Whatever nobody caught is logged whole and stops the service too.
 * @param ready called once the service listens
 * @returns the exit code of the process
 */
export async function runUntilStopped(
  starting: () => Promise<RunningService>,
  ready: (service: RunningService) => void,
  logger: LoggerService,
): Promise<number> {
  const asked = stopRequest(logger);
  let service: RunningService;
  try {
    service = await endingSoon(starting(), asked.code);
  } catch (error) {
    return explain(error, logger);
  }
  if (!asked.done) ready(service);
  const broken = service.broken.then((error) => {
    logger.error(error);
    return 1;
  });
  const code = await Promise.race([asked.code, broken]);
  await service.stop();
  return code;
}

/** A start that is asked to stop may come to its end and be undone, but not for ever. */
async function endingSoon<T>(starting: Promise<T>, asked: Promise<number>): Promise<T> {
  let started = false;
  void asked.then(async (code) => {
    if (!started) await delay(START_ENDS_WITHIN_MS);
    if (!started) process.exit(code || 130);
  });
  return starting.finally(() => (started = true));
}

/** One line for what the operator can put right, everything for what is our own fault. */
function explain(error: unknown, logger: LoggerService): number {
  if (error instanceof StartError) process.stderr.write(`taskledger: ${error.message}\n`);
  else logger.error(error);
  return 1;
}

/** npm passes a signal on to its shell, which dies of it without telling us: we see that we have lost our parent. */
function watchNpm(ended: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    ended();
  }, PARENT_POLL_MS);
  timer.unref();
}

function stopRequest(logger: LoggerService): { readonly code: Promise<number>; readonly done: boolean } {
  const request = { code: Promise.resolve(0), done: false };
  request.code = new Promise((resolve) => {
    let askedAt = 0;
    const stop = (code: number, why: string): void => {
      if (request.done && Date.now() - askedAt < SAME_REQUEST_MS) return;
      if (request.done) process.exit(code || 130);
      logger.log(`stopping: ${why}`);
      request.done = true;
      askedAt = Date.now();
      resolve(code);
    };
    for (const signal of SIGNALS) process.on(signal, () => stop(0, signal));
    watchNpm(() => stop(0, 'npm ended'));
    const crash = (error: unknown): void => {
      logger.error(error instanceof Error ? error : new Error(String(error)));
      stop(1, 'an error that nobody caught');
    };
    process.on('uncaughtException', crash);
    process.on('unhandledRejection', crash);
  });
  return request;
}
