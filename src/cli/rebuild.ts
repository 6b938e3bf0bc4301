import { constants, setPriority } from 'node:os';
import { parseArgs } from 'node:util';
import type { Difference } from '../ledger/followers/rebuild/compare.js';
import { checkAgainstLog, rebuild as rebuildView, type RebuildProgress } from '../ledger/followers/rebuild/rebuild.js';
import type { Rebuildable } from '../ledger/followers/rebuild/rebuildable.js';
import { rebuildables } from '../ledger/followers/rebuild/units.js';
import { readSettings } from '../platform/configuration/settings.js';
import { openDatabaseForCommand } from '../platform/postgres/command-database.js';
import { StartError } from '../platform/start-error.js';
import type { Command } from './command.js';
import { ledgerRegistry } from './ledger-registry.js';
import { ProgressBar } from './rebuild/progress-bar.js';

const USAGE = `usage: taskledger rebuild --all | --view <name> [--view <name> ...] [--check] [--json]

Builds views anew from the log, beside the tables that are there, and puts the copies in their place. May run while the
service runs: commands and queries go on meanwhile. A rebuild that was cut off goes on where it was. Views that share a
table are rebuilt together.

  --all          every view
  --view <name>  one view; an unknown name lists them
  --check        build copies, compare them row by row with what is there, and change nothing
  --json         print what was done or found as JSON

exit code 0: done, or no difference; 1: differences, or it failed
`;

interface Outcome {
  readonly view: string;
  readonly events: number;
  readonly seconds: number;
  readonly differences?: readonly Difference[];
}

/** `taskledger rebuild`: views from the log. */
export const rebuild: Command = {
  name: 'rebuild',
  summary: 'build views anew from the log, or check them against it',
  usage: USAGE,
  run: async (args) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        all: { type: 'boolean' },
        view: { type: 'string', multiple: true },
        check: { type: 'boolean' },
        json: { type: 'boolean' },
      },
      strict: true,
    });
    const registry = ledgerRegistry();
    // A service on the same machine goes first.
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
    const units = chosen(rebuildables(registry), values.all === true, values.view ?? []);
    const log = (line: string): void => void process.stderr.write(`${line}\n`);
    const database = await openDatabaseForCommand(readSettings(process.env), 'rebuild', { log });
    try {
      const outcomes: Outcome[] = [];
      for (const unit of units) {
        const outcome = await run(unit, values.check === true, { url: database.url, registry });
        outcomes.push(outcome);
        if (!values.json) process.stdout.write(words(outcome));
      }
      if (values.json) process.stdout.write(`${JSON.stringify({ views: outcomes })}\n`);
      return outcomes.some(({ differences }) => (differences ?? []).length > 0) ? 1 : 0;
    } finally {
      await database.close();
    }
  },
};

function chosen(units: readonly Rebuildable[], all: boolean, names: readonly string[]): readonly Rebuildable[] {
  const known = units.flatMap(({ views }) => views.map(({ name }) => name));
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new StartError(`there is no view ${unknown}; there are ${known.join(', ')}`);
  if (!all && names.length === 0) throw new StartError('name a view with --view, or all with --all');
  return all ? units : units.filter(({ views }) => views.some(({ name }) => names.includes(name)));
}

async function run(
  unit: Rebuildable,
  check: boolean,
  database: Pick<Parameters<typeof rebuildView>[1], 'url' | 'registry'>,
): Promise<Outcome> {
  const begun = performance.now();
  const bar = new ProgressBar(process.stderr);
  let events = 0;
  const progress = (now: RebuildProgress): void => {
    events = now.eventsDone;
    bar.show(now);
  };
  const options = { ...database, progress };
  const differences = check ? await checkAgainstLog(unit, options) : undefined;
  if (!check) await rebuildView(unit, options);
  bar.end();
  const seconds = Math.round(performance.now() - begun) / 1000;
  return { view: unit.name, events, seconds, ...(differences ? { differences } : {}) };
}

function words({ view, events, seconds, differences }: Outcome): string {
  const rate = `${events} events in ${seconds} s`;
  if (!differences) return `${view}: rebuilt from ${rate}\n`;
  if (differences.length === 0) return `${view}: as the log says (${rate})\n`;
  const lines = differences.map(({ table, kind, rows, keys }) => {
    const [first] = keys;
    return `  ${table}: ${rows} row${rows === 1 ? '' : 's'} ${kind}, such as ${JSON.stringify(first)}`;
  });
  return `${view}: NOT as the log says\n${lines.join('\n')}\n`;
}
