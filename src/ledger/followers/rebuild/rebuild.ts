import type { FoldedEvent } from '../../event.js';
import { DatabaseFailure, LaneConnection } from '../../lane/connection.js';
import type { LaneQuery } from '../../lane/lookup.js';
import { EVENT_COLUMNS, type EventRow, fromRow } from '../../log/event-rows.js';
import type { StreamRegistry } from '../../registry.js';
import { readCheckpoint, setCheckpoint } from '../view-checkpoints.js';
import { compareWithCopies, type Difference } from './compare.js';
import type { Rebuildable } from './rebuildable.js';
import {
  beginRebuild,
  endRebuild,
  noteCaughtUp,
  noteFilled,
  readRebuild,
  type RebuildState,
  versionOf,
} from './rebuild-state.js';
import { REBUILD_APPLICATION, takeRebuildLock } from './rebuild-lock.js';
import { type StreamsPage, wholeStreams } from './whole-streams.js';

/** An index of a large table takes its time. */
const STATEMENT_TIMEOUT_MS = 1_800_000;
const PAGE = 5_000;
/** A copy is near enough when so few events are left: the rest is done while the view is held. */
const NEAR = 500;
/** The swap waits for writers in hand no longer than this, */
const HOLD_PATIENCE = '1s';
/** and for readers: those behind it wait as well, and a deadlock with one is looked for after a second, at its cost. */
const SWAP_PATIENCE = '200ms';
const SWAP_ATTEMPTS = 100;
const SWAP_PAUSE_MS = 200;
/** How long a comparison waits for a follower that is behind. */
const PATIENCE_MS = 30_000;
const HALT_PAUSE_MS = 500;

const AFTER = `SELECT ${EVENT_COLUMNS} FROM events WHERE position > $1 ORDER BY position LIMIT ${PAGE}`;

export interface RebuildProgress {
  readonly name: string;
  readonly eventsDone: number;
  readonly eventsTotal: number;
}

export interface RebuildOptions {
  readonly url: string;
  readonly registry: StreamRegistry;
  readonly progress?: (progress: RebuildProgress) => void;
  /** Asked between pages: a rebuild that is stopped goes on later from where it is. */
  readonly stopped?: () => boolean;
  /** How long a comparison waits for a follower that is behind, in ms: 30 s unless given. */
  readonly patienceMs?: number;
}

export class RebuildStopped extends Error {
  override readonly name = 'RebuildStopped';
}

/**
 * Builds views anew from the log beside their tables and puts the copies in the tables' place, while commands are written
 * and queries answered (architecture.md 4). A rebuild that was cut off goes on where it was.
 */
export async function rebuild(unit: Rebuildable, options: RebuildOptions): Promise<void> {
  await new Rebuild(unit, options).run((work) => work.swap());
}

/** As `rebuild`, unless the view is of this version by the time that nobody else rebuilds it. */
export async function rebuildOutdated(unit: Rebuildable, options: RebuildOptions): Promise<void> {
  await new Rebuild(unit, options).run((work) => work.swap(), true);
}

/** Builds copies, compares them with the tables at one position, row by row, and drops them. */
export async function checkAgainstLog(unit: Rebuildable, options: RebuildOptions): Promise<Difference[]> {
  return (await new Rebuild(unit, options, 'taskledger check ').run((work) => work.compare())) ?? [];
}

/** Whether another version of the code wrote what a view shows. */
export async function isOutdated(query: LaneQuery, unit: Rebuildable): Promise<boolean> {
  for (const { name, version } of unit.views) {
    const checkpoint = await readCheckpoint(query, name);
    if ((checkpoint?.version ?? unit.firstVersion) !== version) return true;
  }
  return false;
}

class Rebuild {
  private readonly writer: LaneConnection;
  private readonly reader: LaneConnection;

  constructor(
    private readonly unit: Rebuildable,
    private readonly options: RebuildOptions,
    application = REBUILD_APPLICATION,
  ) {
    const common = { url: options.url, statementTimeoutMs: STATEMENT_TIMEOUT_MS };
    const applicationName = `${application}${unit.name}`;
    this.writer = new LaneConnection({ ...common, applicationName, settings: '-c synchronous_commit=off' });
    this.reader = new LaneConnection({ ...common, applicationName: `${applicationName} reader` });
  }

  async run<R>(end: (work: Rebuild) => Promise<R>, onlyOutdated = false): Promise<R | undefined> {
    try {
      await this.writer.open();
      await this.reader.open();
      await takeRebuildLock(this.writer.query, this.unit.name, () => this.goOn());
      if (onlyOutdated && !(await isOutdated(this.writer.query, this.unit))) return undefined;
      await this.fill(await this.begin());
      await this.unit.shadow.finish(this.writer.query);
      return await end(this);
    } finally {
      await this.writer.abandon();
      await this.reader.abandon();
    }
  }

  /** The copies take the tables' place. Readers in hand are waited for shortly, and then again. */
  async swap(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await this.catchUp();
      try {
        await this.transaction((query) => this.takePlace(query));
        return;
      } catch (error) {
        if (!isPassing(error) || attempt === SWAP_ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, SWAP_PAUSE_MS));
      }
    }
  }

  /** The tables are held only until the copies are of the same position and a snapshot of both is taken. */
  async compare(): Promise<Difference[]> {
    const { writer, reader, unit } = this;
    const deadline = performance.now() + (this.options.patienceMs ?? PATIENCE_MS);
    while (!(await this.takeSnapshot())) {
      if (performance.now() > deadline) throw new Error(`view ${unit.name} is behind the log: does nobody follow it?`);
      await new Promise((resolve) => setTimeout(resolve, HALT_PAUSE_MS));
    }
    const differences = await compareWithCopies(reader.query, unit.tables);
    await reader.script('ROLLBACK');
    await this.transaction(async () => {
      await unit.shadow.drop(writer.query);
      await endRebuild(writer.query, unit.name);
    });
    return differences;
  }

  /** Of tables and copies at one position, for the reader; false when the view has not come to the head of the log. */
  private async takeSnapshot(): Promise<boolean> {
    await this.catchUp();
    const holder = new LaneConnection({ url: this.options.url, statementTimeoutMs: STATEMENT_TIMEOUT_MS });
    try {
      await holder.open();
      await holder.script('BEGIN ISOLATION LEVEL READ COMMITTED');
      if (!(await this.unit.halt(holder.query))) return false;
      await this.catchUp(0);
      await this.transaction((query) => this.unit.tidy(query));
      await this.reader.script('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1 FROM views');
      return true;
    } finally {
      await holder.abandon();
    }
  }

  private async begin(): Promise<RebuildState> {
    const { query } = this.writer;
    const earlier = await readRebuild(query, this.unit.name);
    if (earlier?.version === versionOf(this.unit) && (await this.unit.shadow.exist(query))) return earlier;
    return this.transaction(async () => {
      await this.unit.shadow.create(query);
      return beginRebuild(query, this.unit);
    });
  }

  private async fill(state: RebuildState): Promise<void> {
    const { unit, options } = this;
    const keeps = (type: string): boolean => unit.keeps(type);
    let eventsDone = state.events_done;
    const pages = wholeStreams(this.reader, options.registry, unit.category, state.done_to, keeps);
    let writing = Promise.resolve();
    try {
      for await (const page of pages) {
        await writing;
        this.goOn();
        writing = this.fillPage(page);
        // Awaited when the next page is folded; should nobody come to that, nobody minds.
        writing.catch(() => undefined);
        eventsDone += page.events;
        options.progress?.({ name: unit.name, eventsDone, eventsTotal: state.events_total });
      }
    } finally {
      await writing;
    }
  }

  private fillPage(page: StreamsPage): Promise<void> {
    const { unit } = this;
    return this.transaction(async (query) => {
      await unit.fill(query, page.streams);
      await noteFilled(query, unit.name, page.doneTo, page.events);
    });
  }

  /** Follows the log until so few events are left. */
  private async catchUp(near = NEAR): Promise<void> {
    for (;;) {
      this.goOn();
      const events = await this.eventsLeft(this.reader.query);
      const last = events.at(-1);
      if (!last) return;
      await this.transaction(async (query) => {
        await this.unit.catchUp(query, events);
        await noteCaughtUp(query, this.unit.name, last.position);
      });
      if (events.length < near) return;
    }
  }

  private async takePlace(query: LaneQuery): Promise<void> {
    const { unit } = this;
    await query(`SET LOCAL lock_timeout = '${HOLD_PATIENCE}'`, []);
    await unit.lock(query);
    for (;;) {
      const events = await this.eventsLeft(query);
      const last = events.at(-1);
      if (!last) break;
      await unit.catchUp(query, events);
      await noteCaughtUp(query, unit.name, last.position);
    }
    const position = (await readRebuild(query, unit.name))?.base_position ?? 0;
    await query(`SET LOCAL lock_timeout = '${SWAP_PATIENCE}'`, []);
    await unit.shadow.swap(query);
    for (const { name, version } of unit.views) await setCheckpoint(query, { name, version, position });
    await endRebuild(query, unit.name);
  }

  private async eventsLeft(query: LaneQuery): Promise<FoldedEvent[]> {
    const state = await readRebuild(query, this.unit.name);
    return (await query<EventRow>(AFTER, [state?.base_position ?? 0])).map(fromRow);
  }

  private goOn(): void {
    if (this.options.stopped?.() === true) throw new RebuildStopped(`the rebuild of ${this.unit.name} was stopped`);
  }

  private async transaction<R>(work: (query: LaneQuery) => Promise<R>): Promise<R> {
    const { writer } = this;
    await writer.script('BEGIN ISOLATION LEVEL READ COMMITTED');
    try {
      const result = await work(writer.query);
      await writer.script('COMMIT');
      return result;
    } catch (error) {
      await writer.script('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof DatabaseFailure && error.kind === 'passing';
}
