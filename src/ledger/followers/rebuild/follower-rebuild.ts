import { setTimeout as pause } from 'node:timers/promises';
import type { FoldedEvent } from '../../event.js';
import { LANE_LOCK } from '../../lane/flush.js';
import type { LaneQuery } from '../../lane/lookup.js';
import type { StreamRegistry } from '../../registry.js';
import type { AnyFollowerView } from '../follower-view.js';
import { StreamStates } from '../stream-states.js';
import { ViewWriter, type WholeStream } from '../view-writer.js';
import type { Rebuildable, RebuiltTable } from './rebuildable.js';
import { REBUILD_SCHEMA, ShadowTables } from './shadow-tables.js';

/** How long commands wait for a follower's last events while tables are compared, in ms. */
const HALT_MS = 1_000;
const LOOK_MS = 5;
/** Events that a follower applies well within that time. */
const NEAR = 500;

const LAG = 'SELECT (SELECT coalesce(max(position), 0) FROM events) - position AS lag FROM views WHERE name = $1';

/** A view that a follower writes, as a rebuild sees it. */
export class FollowerRebuild implements Rebuildable {
  readonly name: string;
  readonly views: Rebuildable['views'];
  readonly category: string;
  readonly tables: readonly RebuiltTable[];
  readonly shadow: ShadowTables;
  private readonly writer: ViewWriter;
  private readonly states: StreamStates;

  constructor(view: AnyFollowerView, registry: StreamRegistry) {
    this.name = view.name;
    this.views = [view];
    this.category = view.category;
    this.tables = [...view.tables, ...view.tallies];
    this.shadow = new ShadowTables(this.tables.map(({ name }) => name));
    this.writer = new ViewWriter(view, registry, { schema: REBUILD_SCHEMA });
    this.states = new StreamStates(registry);
  }

  keeps(type: string): boolean {
    return this.writer.needs(type);
  }

  fill(query: LaneQuery, streams: readonly WholeStream[]): Promise<void> {
    return this.writer.fill(query, streams);
  }

  async catchUp(query: LaneQuery, events: readonly FoldedEvent[]): Promise<void> {
    // Not remembered from page to page: a page that is rolled back would leave states that no row follows from.
    this.states.clear();
    await this.writer.apply(query, events, this.states);
  }

  /** Erasing leaves a follower's tables as the log has them. */
  tidy(): Promise<void> {
    return Promise.resolve();
  }

  /** The follower moves its checkpoint first in each of its transactions. */
  async lock(query: LaneQuery): Promise<void> {
    await query('SELECT 1 FROM views WHERE name = $1 FOR UPDATE', [this.name]);
  }

  /** A follower's rows may be newer than its checkpoint: only when nothing is left to follow are they of one position. */
  async halt(query: LaneQuery): Promise<boolean> {
    // Commands do not wait for a follower that has far to go.
    if ((await this.lag(query)) > NEAR) return false;
    await query(`SELECT pg_advisory_xact_lock(${LANE_LOCK})`, []);
    const deadline = performance.now() + HALT_MS;
    while ((await this.lag(query)) > 0) {
      if (performance.now() > deadline) return false;
      await pause(LOOK_MS);
    }
    await this.lock(query);
    return true;
  }

  /** None for a view that was never built: there is nobody to wait for. */
  private async lag(query: LaneQuery): Promise<number> {
    const [row] = await query<{ lag: number }>(LAG, [this.name]);
    return row?.lag ?? 0;
  }
}
