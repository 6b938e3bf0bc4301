import { Injectable } from '@nestjs/common';
import { rememberedFingerprint } from '../../../ledger/fingerprint.js';
import type { Preparation, Staging } from '../../../ledger/lane/preparation.js';
import type { LaneIndex } from '../../../ledger/lane/inline-view.js';
import { LaneLookup, type LaneQuery } from '../../../ledger/lane/lookup.js';
import type { Recorded } from '../../../ledger/stream-type.js';
import {
  claimableOwners,
  type ClaimableRun,
  claimableRun,
  type ClaimClass,
  type Claimer,
  mayClaim,
  preference,
} from '../../../tasks/domain/claimability.js';
import type { TaskEvent } from '../../../tasks/domain/task-events.js';
import type { TaskStream } from '../../../tasks/domain/task-state.js';
import { better, type Candidate } from './candidate.js';
import { readClasses, readWindows } from './claim-queue-sql.js';
import { claimOrder, type ClaimWindow, type QueueEntry } from './claim-window.js';
import { Foresight } from './foresight.js';

/** Runs of a class kept in memory at once: a refill is one index range read for that many claims. */
const WINDOW_SIZE = 256;

interface KnownClass {
  readonly key: string;
  readonly definition: ClaimClass;
}

/** What the running flush did to one class: not yet in any window, and not yet in the table. */
interface Staged {
  readonly removed: Set<string>;
  readonly added: Map<string, QueueEntry>;
}

/**
 * The queue that claim-next takes from. Runs stand in classes of equal claimability, so that a caller looks at the
 * heads of its own classes and at no run that it may not have, however many stand before it; the heads are kept in the
 * lane's memory, so that most claims read nothing at all.
 */
@Injectable()
export class ClaimQueue implements LaneIndex<TaskStream, TaskEvent> {
  readonly category = 'task';
  readonly classes = new LaneLookup<readonly KnownClass[]>('claim classes', (query, keys) =>
    this.readClasses(query, keys),
  );
  readonly windows = new LaneLookup<ClaimWindow>(
    'claim windows',
    (query, keys) => this.readWindows(query, keys),
    2_000,
  );
  /** How many runs are read into a window. */
  windowSize = WINDOW_SIZE;
  private flush: Preparation | undefined;
  private staging = new Map<string, Staged>();
  private joined = new Map<string, KnownClass[]>();
  private foresight = new Foresight();

  staged(
    change: { readonly before: TaskStream; readonly after: TaskStream; readonly event: Recorded<TaskEvent> },
    unit: Staging,
  ): void {
    const was = claimableRun(change.before);
    const now = claimableRun(change.after);
    if (!was && !now) return;
    if (was && now && sameOffer(was, now)) return;
    this.enter(unit);
    if (was) this.leave(was, unit);
    if (now) this.join(now, unit);
  }

  /** Loads what `take` will look at, and says which task this caller will probably get. */
  async prepare(unit: Preparation, claimer: Claimer): Promise<string[]> {
    this.enter(unit);
    const classes = await this.eligible(unit, claimer);
    const keys = classes.map((known) => windowKey(known.key, claimer.channel));
    const windows = await Promise.all(keys.map((key) => unit.get(this.windows, key)));
    let best: Candidate | undefined;
    for (const [i, { definition }] of classes.entries()) {
      const entry = this.foresight.next(keys[i] ?? '', windows[i]);
      if (!entry || entry.weight < claimer.priority_min) continue;
      best = better(best, { entry, preference: preference(claimer, definition) });
    }
    if (!best) return [];
    this.foresight.expect(best.entry);
    return [best.entry.task_id];
  }

  /** The best run for the caller, staged changes included; undefined when there is none (`runs.md` 3.4.4). */
  async take(unit: Preparation, claimer: Claimer): Promise<QueueEntry | undefined> {
    this.enter(unit);
    let best: Candidate | undefined;
    for (const known of await this.eligible(unit, claimer)) {
      const entry = await this.headOf(unit, known.key, claimer);
      if (entry) best = better(best, { entry, preference: preference(claimer, known.definition) });
    }
    return best?.entry;
  }

  private async eligible(unit: Preparation, claimer: Claimer): Promise<readonly KnownClass[]> {
    const keys = claimableOwners(claimer).map((owner) => classListKey(claimer.workspace_id, owner));
    const lists = await Promise.all(keys.map((key) => unit.get(this.classes, key)));
    return lists.flatMap((classes) => (classes ?? []).filter((known) => mayClaim(claimer, known.definition)));
  }

  private async headOf(unit: Preparation, classKey: string, claimer: Claimer): Promise<QueueEntry | undefined> {
    const key = windowKey(classKey, claimer.channel);
    const staged = this.staging.get(classKey);
    const accepts = (entry: QueueEntry): boolean =>
      staged?.removed.has(entry.run_id) !== true && staged?.added.has(entry.run_id) !== true;
    let window = await unit.get(this.windows, key);
    let head = window?.first(accepts);
    if (!head && window && !window.isComplete) {
      this.windows.entries.delete(key);
      window = await unit.get(this.windows, key);
      head = window?.first(accepts);
    }
    for (const entry of staged?.added.values() ?? []) {
      if (claimer.channel !== null && entry.channel !== claimer.channel) continue;
      if (!head || claimOrder(entry, head) < 0) head = entry;
    }
    return head && head.weight >= claimer.priority_min ? head : undefined;
  }

  /** A new flush: what the last one staged is committed, or the lane's memory was emptied and there is no window. */
  private enter(unit: Preparation): void {
    if (this.flush === unit) return;
    for (const [key, window] of this.windows.entries) {
      const { classKey, channel } = parseWindowKey(key);
      const staged = this.staging.get(classKey);
      if (!staged || !window) continue;
      const added = [...staged.added.values()].filter((entry) => channel === null || entry.channel === channel);
      window.update(staged.removed, added);
    }
    this.flush = unit;
    this.staging = new Map();
    this.joined = new Map();
    this.foresight = new Foresight();
  }

  private leave(run: ClaimableRun, unit: Staging): void {
    const staged = this.stagedOf(rememberedFingerprint(run.class));
    const entry = staged.added.get(run.run_id);
    const wasRemoved = staged.removed.has(run.run_id);
    staged.added.delete(run.run_id);
    staged.removed.add(run.run_id);
    unit.undo(() => {
      if (entry) staged.added.set(run.run_id, entry);
      if (!wasRemoved) staged.removed.delete(run.run_id);
    });
  }

  private join(run: ClaimableRun, unit: Staging): void {
    const classKey = rememberedFingerprint(run.class);
    const staged = this.stagedOf(classKey);
    const before = staged.added.get(run.run_id);
    staged.added.set(run.run_id, {
      run_id: run.run_id,
      task_id: run.task_id,
      weight: run.weight,
      queued_at: run.queued_at,
      channel: run.channel,
    });
    unit.undo(() => (before ? staged.added.set(run.run_id, before) : staged.added.delete(run.run_id)));
    this.know(classKey, run.class, unit);
  }

  /** A class that is new in this flush must be found by the claims that follow in it, also by those who look first. */
  private know(key: string, definition: ClaimClass, unit: Staging): void {
    const listKey = classListKey(definition.workspace_id, definition.owner);
    const joined = this.joined.get(listKey);
    if (!joined) this.joined.set(listKey, [{ key, definition }]);
    else if (!joined.some((known) => known.key === key)) joined.push({ key, definition });
    const list = this.classes.entries.get(listKey);
    if (!this.classes.entries.has(listKey) || list?.some((known) => known.key === key)) return;
    unit.put(this.classes, listKey, [...(list ?? []), { key, definition }]);
  }

  private stagedOf(classKey: string): Staged {
    let staged = this.staging.get(classKey);
    if (!staged) {
      staged = { removed: new Set(), added: new Map() };
      this.staging.set(classKey, staged);
    }
    return staged;
  }

  private async readClasses(query: LaneQuery, keys: readonly string[]): Promise<Map<string, readonly KnownClass[]>> {
    const lists = await readClasses(query, keys);
    for (const key of keys) {
      const list = lists.get(key) ?? [];
      const added = this.joined.get(key)?.filter((one) => !list.some((known) => known.key === one.key)) ?? [];
      if (added.length > 0) lists.set(key, [...list, ...added]);
    }
    return lists;
  }

  /** As many more are read as the flush has taken of a class without the table knowing. */
  private readWindows(query: LaneQuery, keys: readonly string[]): Promise<Map<string, ClaimWindow>> {
    const wanted = keys.map((key) => ({ key, ...parseWindowKey(key) }));
    const surplus = Math.max(0, ...wanted.map(({ classKey }) => this.staging.get(classKey)?.removed.size ?? 0));
    return readWindows(query, wanted, this.windowSize + surplus);
  }
}

function sameOffer(a: ClaimableRun, b: ClaimableRun): boolean {
  return (
    a.run_id === b.run_id &&
    a.weight === b.weight &&
    a.queued_at === b.queued_at &&
    a.channel === b.channel &&
    rememberedFingerprint(a.class) === rememberedFingerprint(b.class)
  );
}

function classListKey(workspaceId: string | null, owner: string): string {
  return `${workspaceId ?? ''} ${owner}`;
}

function windowKey(classKey: string, channel: string | null): string {
  return channel === null ? classKey : `${classKey} ${channel}`;
}

function parseWindowKey(key: string): { readonly classKey: string; readonly channel: string | null } {
  const space = key.indexOf(' ');
  return space < 0
    ? { classKey: key, channel: null }
    : { classKey: key.slice(0, space), channel: key.slice(space + 1) };
}
