import type { DataSource } from 'typeorm';
import { canonicalJson } from '../canonical-json.js';
import { dataHash, eventHash, GENESIS_HASH } from '../chain.js';
import type { StreamRow } from '../lane/stream-rows.js';
import { EVENT_COLUMNS, type EventRow, fromRow } from '../log/event-rows.js';
import type { StreamRegistry } from '../registry.js';
import type { Finding } from './finding.js';
import { verifyStream } from './verify-stream.js';

const EVENT_PAGE = 5_000;
const STREAM_PAGE = 500;
/** Findings reported in full; a broken chain would otherwise report every event after the break. */
const MAX_FINDINGS = 100;

const READ_PAGE = `SELECT ${EVENT_COLUMNS} FROM events WHERE position > $1 AND position <= $2 ORDER BY position LIMIT ${EVENT_PAGE}`;
const READ_STREAMS = `SELECT id, version, last_position, state, state_version, state_at FROM streams WHERE id > $1 ORDER BY id LIMIT ${STREAM_PAGE}`;
const READ_STREAM_EVENTS = `SELECT ${EVENT_COLUMNS} FROM events WHERE stream = ANY($1::text[]) AND position <= $2 ORDER BY stream, version`;
const UNKNOWN_STREAMS =
  'SELECT stream, min(position) AS position FROM events e WHERE position <= $1 AND NOT EXISTS ' +
  `(SELECT 1 FROM streams s WHERE s.id = e.stream) GROUP BY stream LIMIT ${MAX_FINDINGS}`;

export interface Verdict {
  readonly ok: boolean;
  readonly events: number;
  readonly streams: number;
  /** The head that was verified, with its hash: two equal hashes prove equal histories. */
  readonly head: { readonly position: number; readonly hash: string };
  readonly findings: readonly Finding[];
}

/**
 * Proves the ledger: positions dense, every event's data and link as they were written, every stream's row in step with
 * its events, and its stored state equal to their fold up to the version it was taken at. Reads a fixed head in one
 * snapshot, so it may run while commands are written.
 */
export async function verifyLedger(
  dataSource: DataSource,
  registry: StreamRegistry,
  progress: (done: { readonly events: number; readonly head: number }) => void = () => undefined,
): Promise<Verdict> {
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  await runner.startTransaction('REPEATABLE READ');
  try {
    const read = <Row>(text: string, values: readonly unknown[]): Promise<Row[]> => runner.query(text, [...values]);
    return await new Verification(read, registry, progress).run();
  } finally {
    await runner.rollbackTransaction().catch(() => undefined);
    await runner.release();
  }
}

type Read = <Row>(text: string, values: readonly unknown[]) => Promise<Row[]>;

class Verification {
  private readonly findings: Finding[] = [];
  private events = 0;
  private streams = 0;

  constructor(
    private readonly read: Read,
    private readonly registry: StreamRegistry,
    private readonly progress: (done: { readonly events: number; readonly head: number }) => void,
  ) {}

  async run(): Promise<Verdict> {
    const [top] = await this.read<{ position: number }>('SELECT max(position) AS position FROM events', []);
    const head = top?.position ?? 0;
    const hash = await this.verifyChain(head);
    await this.verifyStates(head);
    return {
      ok: this.findings.length === 0,
      events: this.events,
      streams: this.streams,
      head: { position: head, hash },
      findings: this.findings,
    };
  }

  /** After a broken link the stored hash is taken over, so that one change is one finding. */
  private async verifyChain(head: number): Promise<string> {
    let link = GENESIS_HASH;
    let position = 0;
    while (position < head) {
      const rows = await this.read<EventRow>(READ_PAGE, [position, head]);
      if (rows.length === 0) break;
      for (const row of rows) {
        if (row.position !== position + 1) {
          this.report({
            kind: 'position_gap',
            position: position + 1,
            message: `positions ${position + 1} to ${row.position - 1} are missing`,
          });
        }
        this.verifyEvent(link, row);
        link = row.hash;
        position = row.position;
        this.events++;
      }
      this.progress({ events: this.events, head });
    }
    return link;
  }

  private verifyEvent(link: string, row: EventRow): void {
    const at = { position: row.position, stream: row.stream };
    if (row.data !== null && dataHash(canonicalJson(row.data)) !== row.data_hash) {
      this.report({ kind: 'data_changed', ...at, message: `the data of ${row.type} is not what was recorded` });
    }
    if (eventHash(link, fromRow(row), row.data_hash) !== row.hash) {
      this.report({
        kind: 'link_broken',
        ...at,
        message: `${row.type} does not follow on the event before it: one of the two was changed, removed or inserted`,
      });
    }
  }

  private async verifyStates(head: number): Promise<void> {
    let after = '';
    for (;;) {
      const page = await this.read<StreamRow>(READ_STREAMS, [after]);
      if (page.length === 0) break;
      await this.verifyPage(page, head);
      after = page.at(-1)?.id ?? after;
    }
    for (const lost of await this.read<{ stream: string; position: number }>(UNKNOWN_STREAMS, [head])) {
      this.report({ kind: 'stream_missing', ...lost, message: `stream ${lost.stream} has events but is not stored` });
    }
  }

  private async verifyPage(page: readonly StreamRow[], head: number): Promise<void> {
    const names = page.map((stream) => stream.id);
    const rows = await this.read<EventRow>(READ_STREAM_EVENTS, [names, head]);
    const byStream = groupByStream(rows);
    for (const stream of page) {
      const finding = verifyStream(stream, byStream.get(stream.id) ?? [], this.registry);
      if (finding) this.report(finding);
    }
    this.streams += page.length;
  }

  private report(finding: Finding): void {
    if (this.findings.length < MAX_FINDINGS) this.findings.push(finding);
  }
}

function groupByStream(rows: readonly EventRow[]): Map<string, EventRow[]> {
  const groups = new Map<string, EventRow[]>();
  for (const row of rows) {
    const group = groups.get(row.stream);
    if (group) group.push(row);
    else groups.set(row.stream, [row]);
  }
  return groups;
}
