import { Rejection } from '../ledger/rejection.js';
import { redactText } from '../platform/redaction/redact.js';
import type { Command } from './command.js';
import { withKeyStore } from './keys/key-store.js';
import { KEYS_USAGE, parseKeysCommand } from './keys/options.js';
import { runKeysCommand } from './keys/run-keys-command.js';
import { UsageError } from './work/options.js';

const FAILED = 1;
const BAD_COMMAND_LINE = 2;

/** `taskledger keys`: API keys on the database itself, for the first one and for when no admin is at hand. */
export const keys: Command = {
  name: 'keys',
  summary: 'create, list and revoke API keys',
  usage: KEYS_USAGE,
  run: async (args) => {
    try {
      const command = parseKeysCommand(args, Date.now());
      await withKeyStore((store) => runKeysCommand(command, store));
      return 0;
    } catch (error) {
      if (error instanceof UsageError) return complain(`${error.message}\n\n${KEYS_USAGE}`, BAD_COMMAND_LINE);
      if (error instanceof Rejection) return complain(`keys: ${error.message}\n`, FAILED);
      throw error;
    }
  },
};

function complain(text: string, code: number): number {
  process.stderr.write(`taskledger: ${redactText(text)}`);
  return code;
}
