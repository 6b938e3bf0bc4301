import { CLAIM_MARK, SECRET_MARK } from './plants.js';

const RAW_TOKEN = /agh_claim_(?!\[REDACTED\])/;
/** Operations that show a key, this one time. */
const MAKES_KEYS: ReadonlySet<string> = new Set(['createKey', 'rotateKey']);
const OWN_KEY = /tl_[A-Za-z0-9_-]{43}/;
/** Members that hold any JSON of the caller's: what is inside them has no name of ours. */
const JSON_MEMBERS: ReadonlySet<string> = new Set(['metadata', 'result', 'params', 'output']);

/** Looks at everything that comes out, and remembers what should not have. */
export class Outputs {
  /** What came out that never may, and where. */
  readonly leaks: string[] = [];
  /** Names of the members of successful answers in which a secret-like text of the caller came back. */
  readonly echoes = new Set<string>();

  /** A line of the log, a failure, a header: nothing that was planted may be in it. */
  text(where: string, text: string): void {
    if (RAW_TOKEN.test(text) || text.includes(CLAIM_MARK)) this.leak(where, 'a claim token', text);
    if (text.includes(SECRET_MARK)) this.leak(where, 'a secret', text);
    if (OWN_KEY.test(text)) this.leak(where, 'an API key', text);
  }

  /** The body of a success, or the data of a frame: no claim token, and what else was planted only by member. */
  body(where: string, text: string): void {
    if (RAW_TOKEN.test(text) || text.includes(CLAIM_MARK)) this.leak(where, 'a claim token', text);
    // The key itself is shown when it is made, and never again (`registries.md` 5).
    if (OWN_KEY.test(text) && !MAKES_KEYS.has(where)) this.leak(where, 'an API key', text);
    if (text.includes(SECRET_MARK)) for (const name of membersWithSecret(JSON.parse(text), '')) this.echoes.add(name);
  }

  private leak(where: string, what: string, text: string): void {
    this.leaks.push(`${where} shows ${what}: ${text.slice(0, 400)}`);
  }
}

/** The names of the members that hold a planted secret. */
function membersWithSecret(value: unknown, name: string): string[] {
  if (typeof value === 'string') return value.includes(SECRET_MARK) ? [name] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (JSON_MEMBERS.has(name)) return JSON.stringify(value).includes(SECRET_MARK) ? [name] : [];
  if (Array.isArray(value)) return value.flatMap((item: unknown) => membersWithSecret(item, name));
  return Object.entries(value).flatMap(([key, member]) => membersWithSecret(member, key));
}
