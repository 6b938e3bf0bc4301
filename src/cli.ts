#!/usr/bin/env node
/**
 * The command line: `taskledger <command>`. Each command is a file of its own in `cli/`.
 */
import { runCommand, type ListedCommand } from './cli/run-command.js';

const COMMANDS: readonly ListedCommand[] = [
  { name: 'serve', load: async () => (await import('./cli/serve.js')).serve },
  { name: 'verify', load: async () => (await import('./cli/verify.js')).verify },
  { name: 'rebuild', load: async () => (await import('./cli/rebuild.js')).rebuild },
  { name: 'work', load: async () => (await import('./cli/work.js')).work },
  { name: 'keys', load: async () => (await import('./cli/keys.js')).keys },
  { name: 'migrate', load: async () => (await import('./cli/migrate.js')).migrate },
];

process.exit(await runCommand(COMMANDS, process.argv.slice(2)));
