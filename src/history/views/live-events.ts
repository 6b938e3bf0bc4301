import { setImmediate as turn } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { RecordedEvent } from '../../ledger/event.js';
import { Hub } from '../../ledger/hub/hub.js';
import { parseStreamName } from '../../ledger/stream-type.js';
import { deletionEntry } from './deletion-entry.js';
import { type EventFilter, passes } from './event-filter.js';
import type { LiveReader, LiveSubscription } from './stream-source.js';
import { TaskTree } from './task-tree.js';
import { type TimelineEntry, TimelineReader } from './timeline-reader.js';

/** Events that are looked up together when they come faster than that. */
const BATCH = 1_000;
/** Entries handed over in one go: a reader that keeps up must have had the chance to take them before more come. */
const SLICE = 100;

interface Subscription {
  readonly reader: LiveReader;
  /** Events up to here are the backlog's. */
  readonly from: number;
}

type FilteredSubscription = Subscription & { readonly filter: EventFilter };

/**
 * Live events for streams: what the hub brings is enriched once, however many read it, and handed to the readers of the
 * event's task, of every ancestor, and of all tasks as far as their filters leave it.
 */
@Injectable()
export class LiveEvents implements OnModuleInit {
  private readonly logger = new Logger('live events');
  private readonly byTask = new Map<string, Set<Subscription>>();
  private readonly filtered = new Set<FilteredSubscription>();
  private waiting: RecordedEvent[] = [];
  private handing = false;

  constructor(
    private readonly hub: Hub,
    private readonly tree: TaskTree,
    private readonly timelines: TimelineReader,
  ) {}

  onModuleInit(): void {
    this.hub.listen((events) => this.heard(events));
  }

  /** From now on the reader gets what happens to the task and everything below it. */
  ofTask(taskId: string, reader: LiveReader): LiveSubscription {
    const subscription: Subscription = { reader, from: this.hub.position };
    const readers = this.byTask.get(taskId) ?? new Set();
    readers.add(subscription);
    this.byTask.set(taskId, readers);
    const end = (): void => {
      readers.delete(subscription);
      if (readers.size === 0 && this.byTask.get(taskId) === readers) this.byTask.delete(taskId);
    };
    return { from: subscription.from, end };
  }

  /** From now on the reader gets what happens to any task, as far as the filter leaves it. */
  ofAll(filter: EventFilter, reader: LiveReader): LiveSubscription {
    const subscription: FilteredSubscription = { reader, filter, from: this.hub.position };
    this.filtered.add(subscription);
    return { from: subscription.from, end: () => this.filtered.delete(subscription) };
  }

  private heard(events: readonly RecordedEvent[]): void {
    for (const event of events) if (event.type === 'task.created') this.learn(event);
    if (this.byTask.size + this.filtered.size === 0) return;
    for (const event of events) if (isShown(event) || event.type === 'task.deleted') this.waiting.push(event);
    if (!this.handing) void this.handAll();
  }

  private learn(event: RecordedEvent): void {
    const parent = event.data?.parent_task_id;
    this.tree.learn(parseStreamName(event.stream).id, typeof parent === 'string' ? parent : null);
  }

  /** One batch after another; what comes meanwhile is the next, so that being late costs no more reads. */
  private async handAll(): Promise<void> {
    this.handing = true;
    try {
      while (this.waiting.length > 0) await this.hand(this.waiting.splice(0, BATCH));
    } catch (error) {
      this.logger.error(error instanceof Error ? error : String(error));
      this.waiting = [];
      this.loseAll();
    } finally {
      this.handing = false;
    }
  }

  private async hand(events: readonly RecordedEvent[]): Promise<void> {
    const shown = events.filter(isShown);
    if (this.byTask.size > 0) await this.tree.prepare(shown.map((event) => parseStreamName(event.stream).id));
    const wanted = shown.filter((event) => this.isWanted(event));
    const entries = wanted.length === 0 ? [] : await this.timelines.entries(wanted);
    for (const [index, entry] of entries.entries()) {
      if (index > 0 && index % SLICE === 0) await turn();
      for (const reader of this.readersOf(entry)) reader.receive(entry);
    }
    this.loseDeleted(events.filter((event) => event.type === 'task.deleted'));
  }

  private isWanted(event: RecordedEvent): boolean {
    if (this.lineage(event).some((taskId) => this.byTask.has(taskId))) return true;
    for (const { filter } of this.filtered) if (passes(filter, event)) return true;
    return false;
  }

  private readersOf({ event, task }: TimelineEntry): LiveReader[] {
    const readers: LiveReader[] = [];
    for (const taskId of this.lineage(event)) {
      for (const { reader, from } of this.byTask.get(taskId) ?? []) if (event.position > from) readers.push(reader);
    }
    for (const { reader, from, filter } of this.filtered) {
      if (event.position <= from || !passes(filter, event)) continue;
      if (filter.workspaceId === undefined || filter.workspaceId === task.workspace_id) readers.push(reader);
    }
    return readers;
  }

  private lineage(event: RecordedEvent): string[] {
    return this.byTask.size === 0 ? [] : this.tree.lineage(parseStreamName(event.stream).id);
  }

  /** The readers of the task itself are told its end (`http.md` 13): nothing more can come (`views.md` 5.5, choice). */
  private loseDeleted(deleted: readonly RecordedEvent[]): void {
    for (const event of deleted) {
      const readers = this.byTask.get(parseStreamName(event.stream).id);
      const entry = readers && deletionEntry(event);
      for (const { reader, from } of readers ?? []) {
        if (entry && event.position > from) reader.receive(entry);
        reader.lost();
      }
    }
  }

  private loseAll(): void {
    for (const { reader } of [...this.byTask.values(), this.filtered].flatMap((readers) => [...readers])) reader.lost();
  }
}

function isShown(event: RecordedEvent): boolean {
  return event.visibility === 'public' && event.stream.startsWith('task:');
}
