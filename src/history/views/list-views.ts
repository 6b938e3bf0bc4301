import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Followers } from '../../ledger/followers/followers.js';
import { rebuildsUnderWay } from '../../ledger/followers/rebuild/rebuild-lock.js';
import { readRebuilds, type RebuildState } from '../../ledger/followers/rebuild/rebuild-state.js';
import type { Rebuildable } from '../../ledger/followers/rebuild/rebuildable.js';
import { Rebuilds } from '../../ledger/followers/rebuilds.js';
import { type Checkpoint, readCheckpoints } from '../../ledger/followers/view-checkpoints.js';
import type { LaneQuery } from '../../ledger/lane/lookup.js';
import { EventLog } from '../../ledger/log/event-log.js';
import { StreamRegistry } from '../../ledger/registry.js';

export const VIEW_KINDS = ['inline', 'follower'] as const;
export const VIEW_STATES = ['kept', 'following', 'idle', 'rebuilding', 'stopped'] as const;

/** How a view stands, as far as this instance can know. */
export interface ViewStatus {
  readonly name: string;
  readonly category: string;
  readonly kind: (typeof VIEW_KINDS)[number];
  readonly version: number;
  /** Followers' views only: what the lane writes is always at the head. */
  readonly position?: number;
  readonly lag?: number;
  readonly state: (typeof VIEW_STATES)[number];
  /** Why its follower stopped. */
  readonly error?: string;
  /** Why its last rebuild here failed. */
  readonly lastError?: string;
  /** A rebuild that is under way, or was cut off. */
  readonly rebuild?: RebuildState;
}

/** Every view that can be rebuilt from the log, by name. */
export class ListViews extends Query<ViewStatus[]> {}

type Kept = Pick<ViewStatus, 'kind' | 'state' | 'error' | 'position' | 'lag'>;

const KEPT: Kept = { kind: 'inline', state: 'kept' };

/** What is known of all views at one moment. */
interface Known {
  readonly head: number;
  readonly checkpoints: ReadonlyMap<string, Checkpoint>;
  readonly states: ReadonlyMap<string, RebuildState>;
  readonly underWay: ReadonlySet<string>;
}

@QueryHandler(ListViews)
export class ListViewsHandler implements IQueryHandler<ListViews> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly log: EventLog,
    private readonly registry: StreamRegistry,
    private readonly followers: Followers,
    private readonly rebuilds: Rebuilds,
  ) {}

  async execute(): Promise<ViewStatus[]> {
    const units = this.rebuilds.units();
    const known = await this.look(units);
    const followed = new Set(this.registry.followerViews().map(({ name }) => name));
    const views = units.flatMap((unit) =>
      unit.views.map(({ name, version }): ViewStatus => {
        const status = { name, version, category: unit.category, ...this.ofRebuild(unit.name, known) };
        const kept = followed.has(name) ? this.ofFollower(name, known) : KEPT;
        return { ...status, ...kept, ...(known.underWay.has(unit.name) ? { state: 'rebuilding' } : {}) };
      }),
    );
    return views.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The head last, so that no view is ahead of it. */
  private async look(units: readonly Rebuildable[]): Promise<Known> {
    const query: LaneQuery = (text, values) => this.dataSource.query(text, [...values]);
    const names = units.map(({ name }) => name);
    const underWay = new Set([...(await rebuildsUnderWay(query, names)), ...this.rebuilds.running()]);
    const states = new Map((await readRebuilds(query)).map((state) => [state.name, state]));
    const checkpoints = new Map((await readCheckpoints(query)).map((checkpoint) => [checkpoint.name, checkpoint]));
    return { underWay, states, checkpoints, head: await this.log.head() };
  }

  private ofFollower(name: string, { checkpoints, head }: Known): Kept {
    const status = this.followers.statuses().find((one) => one.name === name);
    const position = checkpoints.get(name)?.position;
    return {
      ...{ kind: 'follower', state: status?.state ?? 'idle', error: status?.error },
      ...(position === undefined ? {} : { position, lag: Math.max(0, head - position) }),
    };
  }

  private ofRebuild(unit: string, { states }: Known): Pick<ViewStatus, 'lastError' | 'rebuild'> {
    return { lastError: this.rebuilds.failureOf(unit), rebuild: states.get(unit) };
  }
}
