import { parseArgs } from 'node:util';
import type { NewKey } from '../../access/commands/create-key.js';
import { type Front, FRONTS, ROLES } from '../../access/domain/vocabulary.js';
import { UsageError } from '../work/options.js';

/** What `taskledger keys` was asked to do; `json` says how to print it. */
export type KeysCommand = { readonly json: boolean } & (
  | { readonly kind: 'create'; readonly key: NewKey }
  | { readonly kind: 'list' }
  | { readonly kind: 'revoke'; readonly id: string }
);

export const KEYS_USAGE = `taskledger keys create --label LABEL --role ROLE [options]
taskledger keys list [--json]
taskledger keys revoke KEY_ID [--json]

Works on the database, so it needs no key; it may run while the service does. A new key's secret is the only thing that
create prints on standard output, this once; everything else goes to standard error.

  --label LABEL      what people call the key
  --role ROLE        viewer, agent, operator or admin
  --principal REF    whom its callers are recorded as (default: the label)
  --workspace W      id, name or path of the one workspace that it sees and touches
  --front F          compatibility front that it is meant for: a, b, c or d; may be repeated
  --expires TIME     when it ends: a time such as 2027-01-31T12:00:00Z, or a while such as 90d, 12h, 30m
  --json             print JSON: {"key": ...} or {"keys": [...]}
`;

const LONGEST_NAME = 128;
const UNITS_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * @param now the present time in ms, from which a while is counted
 * @throws UsageError, or node's own parse error, for a command line that cannot be understood
 */
export function parseKeysCommand(args: readonly string[], now: number): KeysCommand {
  const [verb, ...rest] = args;
  switch (verb) {
    case 'create':
      return parseCreate(rest, now);
    case 'list':
      return { kind: 'list', json: jsonOnly(rest) };
    case 'revoke':
      return parseRevoke(rest);
    default:
      throw new UsageError(verb === undefined ? 'keys: create, list or revoke?' : `keys: unknown command ${verb}`);
  }
}

function parseCreate(args: readonly string[], now: number): KeysCommand {
  const { values } = parseArgs({
    args: [...args],
    options: {
      label: { type: 'string' },
      role: { type: 'string' },
      principal: { type: 'string' },
      workspace: { type: 'string' },
      front: { type: 'string', multiple: true, default: [] },
      expires: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    strict: true,
  });
  const { principal, workspace, expires } = values;
  const fronts = [...new Set(values.front.map((front) => wordOf('front', front, FRONTS)))];
  const key: NewKey = {
    label: nameOf('label', values.label),
    role: wordOf('role', values.role, ROLES),
    ...(principal === undefined ? {} : { principal_ref: nameOf('principal', principal) }),
    ...(workspace === undefined ? {} : { workspace }),
    ...(fronts.length === 0 ? {} : { fronts: fronts satisfies Front[] }),
    ...(expires === undefined ? {} : { expires_at: timeOf(expires, now) }),
  };
  return { kind: 'create', key, json: values.json };
}

function parseRevoke(args: readonly string[]): KeysCommand {
  const options = { json: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0) throw new UsageError('keys: revoke takes the id of one key');
  return { kind: 'revoke', id, json: values.json };
}

function jsonOnly(args: readonly string[]): boolean {
  const options = { json: { type: 'boolean', default: false } } as const;
  return parseArgs({ args: [...args], options, strict: true }).values.json;
}

function nameOf(option: string, text: string | undefined): string {
  const name = text?.trim() ?? '';
  if (name === '') throw new UsageError(`keys: --${option} is missing or blank`);
  if (name.length > LONGEST_NAME) throw new UsageError(`keys: --${option} is longer than ${LONGEST_NAME} characters`);
  return name;
}

function wordOf<const W extends string>(option: string, text: string | undefined, words: readonly W[]): W {
  const found = words.find((word) => word === text?.trim().toLowerCase());
  if (found === undefined) throw new UsageError(`keys: --${option} must be one of ${words.join(', ')}`);
  return found;
}

function timeOf(text: string, now: number): string {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count !== undefined) return new Date(now + Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS]).toISOString();
  const time = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/i.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new UsageError(`keys: --expires ${text}: a time with its offset, or a while such as 90d`);
  return new Date(time).toISOString();
}
