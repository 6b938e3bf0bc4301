import type { RecordedEvent } from '../event.js';
import type { Hub } from '../hub/hub.js';
import type { Leadership } from '../duties/leadership.js';
import type { LaneQuery } from '../lane/lookup.js';
import type { CachedStream } from '../lane/memory.js';
import type { EventLog } from '../log/event-log.js';
import type { StreamRegistry } from '../registry.js';
import { parseStreamName } from '../stream-type.js';
import { AWAITED_CHANNEL } from './awaited.js';
import { Follower, type FollowerStatus, PACE_MS } from './follower.js';
import type { AnyFollowerView } from './follower-view.js';
import { rebuildOutdatedViews } from './outdated-views.js';
import { RecentEvents } from './recent-events.js';
import { FollowerRebuild } from './rebuild/follower-rebuild.js';
import { rebuildOutdated } from './rebuild/rebuild.js';
import { StreamStates } from './stream-states.js';
import type { Checkpoint } from './view-checkpoints.js';
import type { ViewPositions } from './view-positions.js';

const LOOK_MS = 1_000;
const AGAIN_MS = 60_000;

export interface FollowersOptions {
  readonly url: string;
  readonly registry: StreamRegistry;
  readonly log: EventLog;
  readonly hub: Pick<Hub, 'listen'>;
  readonly leadership: Leadership;
  readonly positions: ViewPositions;
  /** Reads outside of any transaction. */
  readonly query: LaneQuery;
  readonly onError: (view: string, error: unknown) => void;
  /** While nobody waits for a view, a page of it begins so long after the one before, in ms; 500 unless given. */
  readonly paceMs?: number;
}

/** Runs a follower for every registered view while this instance leads: one runner a ledger (architecture.md 4). */
export class Followers {
  private readonly followers: Follower[] = [];
  private readonly recent = new RecentEvents();
  private readonly states: StreamStates;
  private readonly categories = new Set<string>();
  private readonly asking = new Set<string>();
  private unlisten: () => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private running: Promise<void> = Promise.resolve();
  private outdated: Promise<void> | undefined;
  private lookedForOutdatedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: FollowersOptions) {
    this.states = new StreamStates(options.registry);
    options.positions.whenAwaited((view) => this.askFor(view));
  }

  /** Before `start`: what is to be followed. */
  register(view: AnyFollowerView): void {
    this.categories.add(view.category);
    this.followers.push(
      new Follower(view, {
        url: this.options.url,
        registry: this.options.registry,
        states: this.states,
        events: (position, limit) => this.events(position, limit),
        head: () => this.options.log.head(),
        rebuild: (one) => this.rebuild(one),
        moved: (checkpoint) => this.moved(checkpoint),
        paceMs: this.options.paceMs ?? PACE_MS,
        awaited: () => this.options.positions.awaits(view.name),
        onError: this.options.onError,
      }),
    );
  }

  start(): void {
    for (const view of this.options.registry.followerViews()) this.register(view);
    this.unlisten = this.options.hub.listen((events) => this.heard(events));
    this.options.leadership.whenGained(() => this.look());
    this.timer = setInterval(() => this.look(), LOOK_MS);
    this.timer.unref();
    this.look();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.unlisten();
    clearInterval(this.timer);
    await this.running;
    await this.outdated;
    await Promise.all(this.followers.map((follower) => follower.stop()));
  }

  /**
   * What this instance has just committed, before the hub hands it over: no follower need fold it again.
   * @param states the streams that it changed, as they are after the commit.
   */
  committed(states: ReadonlyMap<string, CachedStream>): void {
    if (!this.options.leadership.leads) return;
    const noted = new Map<string, CachedStream>();
    for (const [name, stream] of states) {
      if (this.categories.has(parseStreamName(name).category)) noted.set(name, stream);
    }
    this.states.note(noted);
  }

  /** Somebody waits for a view, here or in another instance: should it be followed here, it is brought up to date at once. */
  hurry(view: string): void {
    this.followers.find((follower) => follower.view.name === view)?.hurry();
  }

  statuses(): readonly FollowerStatus[] {
    return this.followers.map((follower) => follower.status);
  }

  /** Where another instance follows, it is told; one notice at a time is enough for all who wait here. */
  private askFor(view: string): void {
    if (this.options.leadership.leads) this.hurry(view);
    else if (!this.asking.has(view)) this.tellWhoFollows(view);
  }

  private tellWhoFollows(view: string): void {
    this.asking.add(view);
    void this.options
      .query('SELECT pg_notify($1, $2)', [AWAITED_CHANNEL, view])
      // The database is away: who waits is told in time that the view did not come.
      .catch(() => undefined)
      .finally(() => this.asking.delete(view));
  }

  /** What every follower has taken need not be kept at hand. */
  private moved(checkpoint: Checkpoint): void {
    this.options.positions.note(checkpoint);
    this.recent.forget(Math.min(...this.followers.map(({ status }) => status.position)));
  }

  private heard(events: readonly RecordedEvent[]): void {
    if (!this.options.leadership.leads) {
      this.recent.clear();
      return;
    }
    this.recent.push(events);
    for (const follower of this.followers) follower.wake();
  }

  /** Takes over, goes on, or gives up, as the leadership is. */
  private look(): void {
    if (this.stopped) return;
    if (this.options.leadership.leads) {
      for (const follower of this.followers) follower.start();
      this.lookForOutdated();
      return;
    }
    this.recent.clear();
    this.running = this.running.then(async () => {
      await Promise.all(this.followers.map((follower) => follower.stop()));
    });
  }

  /** At the first look of a leader, and again where that failed. */
  private lookForOutdated(): void {
    if (this.outdated || performance.now() - this.lookedForOutdatedAt < AGAIN_MS) return;
    const { url, registry, query, onError } = this.options;
    const stopped = (): boolean => this.stopped || !this.options.leadership.leads;
    this.outdated = rebuildOutdatedViews({ url, registry, query, stopped, onError }).then((all) => {
      this.lookedForOutdatedAt = all ? Number.POSITIVE_INFINITY : performance.now();
      this.outdated = undefined;
    });
  }

  private async events(position: number, limit: number): Promise<readonly RecordedEvent[]> {
    return this.recent.after(position, limit) ?? this.options.log.after(position, limit);
  }

  private async rebuild(view: AnyFollowerView): Promise<void> {
    const { url, registry } = this.options;
    const stopped = (): boolean => this.stopped || !this.options.leadership.leads;
    await rebuildOutdated(new FollowerRebuild(view, registry), { url, registry, stopped });
  }
}
