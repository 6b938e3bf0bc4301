import { Injectable } from '@nestjs/common';
import { fingerprint } from '../../../ledger/fingerprint.js';
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
import { readClasses, readWindows } from './claim-queue-sql.js';
import { claimOrder, type ClaimWindow, type QueueEntry } from './claim-window.js';

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
  readonly classes = new LaneLookup<readonly KnownClass[]>('claim classes', readClasses);
  readonly windows = new LaneLookup<ClaimWindow>(
    'claim windows',
    (query, keys) => this.readWindows(query, keys),
    2_000,
  );
  private flush: Preparation | undefined;
  private staging = new Map<string, Staged>();
  private peeked = new Map<string, number>();

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

  /** Loads what `take` will look at, and the task that this caller will probably get. */
  async prepare(unit: Preparation, claimer: Claimer): Promise<string[]> {
    this.enter(unit);
    const likely: string[] = [];
    for (const known of await this.eligible(unit, claimer)) {
      const key = windowKey(known.key, claimer.channel);
      const window = await unit.get(this.windows, key);
      const turn = this.peeked.get(key) ?? 0;
      this.peeked.set(key, turn + 1);
      const entry = window?.at(turn);
      if (entry) likely.push(entry.task_id);
    }
    return likely;
  }

  /** The best run for the caller, staged changes included; undefined when there is none (`runs.md` 3.4.4). */
  async take(unit: Preparation, claimer: Claimer): Promise<QueueEntry | undefined> {
    this.enter(unit);
    let best: { readonly entry: QueueEntry; readonly preference: number } | undefined;
    for (const known of await this.eligible(unit, claimer)) {
      const entry = await this.headOf(unit, known.key, claimer);
      if (!entry) continue;
      const candidate = { entry, preference: preference(claimer, known.definition) };
      if (!best || comesBefore(candidate, best)) best = candidate;
    }
    return best?.entry;
  }

  private async eligible(unit: Preparation, claimer: Claimer): Promise<readonly KnownClass[]> {
    const found: KnownClass[] = [];
    for (const owner of claimableOwners(claimer)) {
      const classes = await unit.get(this.classes, classListKey(claimer.workspace_id, owner));
      for (const known of classes ?? []) if (mayClaim(claimer, known.definition)) found.push(known);
    }
    return found;
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
    this.peeked = new Map();
  }

  private leave(run: ClaimableRun, unit: Staging): void {
    const staged = this.stagedOf(fingerprint(run.class));
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
    const classKey = fingerprint(run.class);
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

  /** A class that is new in this flush must be found by the claims that follow in it. */
  private know(key: string, definition: ClaimClass, unit: Staging): void {
    const listKey = classListKey(definition.workspace_id, definition.owner);
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

  private readWindows(query: LaneQuery, keys: readonly string[]): Promise<Map<string, ClaimWindow>> {
    const wanted = keys.map((key) => {
      const parts = parseWindowKey(key);
      return { key, ...parts, surplus: this.staging.get(parts.classKey)?.removed.size ?? 0 };
    });
    return readWindows(query, wanted);
  }
}

function sameOffer(a: ClaimableRun, b: ClaimableRun): boolean {
  return a.run_id === b.run_id && fingerprint(a) === fingerprint(b);
}

function comesBefore(
  a: { readonly entry: QueueEntry; readonly preference: number },
  b: { readonly entry: QueueEntry; readonly preference: number },
): boolean {
  if (a.entry.weight !== b.entry.weight) return a.entry.weight > b.entry.weight;
  if (a.preference !== b.preference) return a.preference > b.preference;
  return claimOrder(a.entry, b.entry) < 0;
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
