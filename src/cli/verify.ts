import { parseArgs } from 'node:util';
import { type Verdict, verifyLedger } from '../ledger/verify/verify.js';
import { readSettings } from '../platform/configuration/settings.js';
import { openDatabaseForCommand } from '../platform/postgres/command-database.js';
import type { Command } from './command.js';
import { ledgerRegistry } from './ledger-registry.js';

const USAGE = `usage: taskledger verify [--json]

Proves the ledger: every event linked to the one before it, positions without a gap, data as it was recorded, and every
stored stream state equal to the fold of its events. May run while the service runs.

  --json   print the verdict as JSON

exit code 0: intact; 1: something was changed, and where
`;

/** `taskledger verify`: the chain and the folded states. */
export const verify: Command = {
  name: 'verify',
  summary: 'prove that the ledger is what was written',
  usage: USAGE,
  run: async (args) => {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'boolean' } }, strict: true });
    const log = (line: string): void => void process.stderr.write(`${line}\n`);
    const database = await openDatabaseForCommand(readSettings(process.env), 'verify', { log });
    try {
      const verdict = await verifyLedger(database.dataSource, ledgerRegistry(), progress);
      process.stdout.write(values.json ? `${JSON.stringify(verdict)}\n` : words(verdict));
      return verdict.ok ? 0 : 1;
    } finally {
      await database.close();
    }
  },
};

function progress({ events, head }: { readonly events: number; readonly head: number }): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${events} of ${head} events${events === head ? '\n' : ''}`);
}

function words(verdict: Verdict): string {
  const { events, streams, head, findings } = verdict;
  if (verdict.ok) {
    return (
      `intact: ${events} events in ${streams} streams, positions 1 to ${head.position} without a gap\n` +
      `head ${head.position} has hash ${head.hash}\n`
    );
  }
  const lines = findings.map((finding) => {
    const where = [
      finding.position === undefined ? '' : `position ${finding.position}`,
      finding.stream === undefined ? '' : `stream ${finding.stream}`,
    ];
    return `  ${finding.kind} at ${where.filter(Boolean).join(', ')}: ${finding.message}`;
  });
  return `NOT intact: ${findings.length} finding${findings.length === 1 ? '' : 's'}\n${lines.join('\n')}\n`;
}
