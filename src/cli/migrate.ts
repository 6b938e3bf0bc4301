import { parseArgs } from 'node:util';
import { readSettings } from '../platform/configuration/settings.js';
import { openDatabaseForCommand } from '../platform/postgres/command-database.js';
import type { Command } from './command.js';

/** `taskledger migrate`: brings the schema up to date without starting the service. */
export const migrate: Command = {
  name: 'migrate',
  summary: 'bring the database schema up to date',
  run: async (args) => {
    parseArgs({ args: [...args], options: {}, strict: true });
    const log = (line: string): void => void process.stderr.write(`${line}\n`);
    const settings = readSettings(process.env);
    const database = await openDatabaseForCommand(settings, 'migrate', { migrations: 'run', log });
    try {
      const done = database.migrated;
      process.stdout.write(done.length === 0 ? 'the schema is up to date\n' : `migrated: ${done.join(', ')}\n`);
      return 0;
    } finally {
      await database.close();
    }
  },
};
