import { parseArgs } from 'node:util';
import { readSettings } from '../platform/configuration/settings.js';
import { chooseLogFormat, TaskledgerLogger } from '../platform/logging/logger.js';
import { limitHeapGrowth } from '../platform/process/heap.js';
import { startService, type RunningService } from '../platform/process/service.js';
import { runUntilStopped } from '../platform/process/until-stopped.js';
import type { Command } from './command.js';
import { readyMessage } from './ready-message.js';

/** `taskledger serve`, also `npm start`: runs the service until it is asked to stop. */
export const serve: Command = {
  name: 'serve',
  summary: 'run the service until SIGTERM or Ctrl-C',
  run: async (args) => {
    parseArgs({ args: [...args], options: {}, strict: true });
    limitHeapGrowth();
    const settings = readSettings(process.env);
    const logger = new TaskledgerLogger({ level: settings.logLevel, format: chooseLogFormat(settings.logFormat) });
    return runUntilStopped(() => startService(settings, { logger }), announce, logger);
  },
};

function announce(service: RunningService): void {
  process.stdout.write(readyMessage(service.address, service.settings));
}
