import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { RecordedEvent } from '../../ledger/event.js';
import { Hub } from '../../ledger/hub/hub.js';
import { parseStreamName } from '../../ledger/stream-type.js';
import { TaskTree } from './task-tree.js';
import { type TimelineEntry, TimelineReader } from './timeline-reader.js';

/**
 * Receives the entries of one subtree, in order; `lost` tells that one may be missing, or that the task is deleted: the
 * stream must end.
 */
export interface LiveReader {
  readonly taskId: string;
  receive(entry: TimelineEntry): void;
  lost(): void;
}

interface Subscription {
  readonly reader: LiveReader;
  /** Events up to here are the backlog's. */
  readonly from: number;
}

/**
 * Live events for streams: each batch of the hub is enriched once, however many read it, and handed to the readers of
 * the event's task and of every ancestor.
 */
@Injectable()
export class LiveEvents implements OnModuleInit {
  private readonly logger = new Logger('live events');
  private readonly byTask = new Map<string, Set<Subscription>>();
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly hub: Hub,
    private readonly tree: TaskTree,
    private readonly timelines: TimelineReader,
  ) {}

  onModuleInit(): void {
    this.hub.listen((events) => this.heard(events));
  }

  /**
   * From now on the reader gets every event above the returned position; what lies at or below it is in the log and
   * visible there. The returned function ends it.
   */
  subscribe(reader: LiveReader): { readonly from: number; readonly end: () => void } {
    const subscription: Subscription = { reader, from: this.hub.position };
    const readers = this.byTask.get(reader.taskId) ?? new Set();
    readers.add(subscription);
    this.byTask.set(reader.taskId, readers);
    const end = (): void => {
      readers.delete(subscription);
      if (readers.size === 0 && this.byTask.get(reader.taskId) === readers) this.byTask.delete(reader.taskId);
    };
    return { from: subscription.from, end };
  }

  private heard(events: readonly RecordedEvent[]): void {
    const shown = events.filter((event) => event.visibility === 'public' && event.stream.startsWith('task:'));
    for (const event of shown) if (event.type === 'task.created') this.learn(event);
    const deleted = events.filter((event) => event.type === 'task.deleted');
    if (this.byTask.size === 0 || shown.length + deleted.length === 0) return;
    this.queue = this.queue
      .then(() => this.hand(shown))
      .then(() => this.loseDeleted(deleted))
      .catch((error: unknown) => {
        this.logger.error(error instanceof Error ? error : String(error));
        this.loseAll();
      });
  }

  private learn(event: RecordedEvent): void {
    const parent = event.data?.parent_task_id;
    this.tree.learn(parseStreamName(event.stream).id, typeof parent === 'string' ? parent : null);
  }

  private async hand(events: readonly RecordedEvent[]): Promise<void> {
    await this.tree.prepare(events.map((event) => parseStreamName(event.stream).id));
    const wanted = events.filter((event) => this.readersOf(event).length > 0);
    if (wanted.length === 0) return;
    for (const entry of await this.timelines.entries(wanted)) {
      for (const { reader } of this.readersOf(entry.event)) reader.receive(entry);
    }
  }

  private readersOf(event: RecordedEvent): Subscription[] {
    return this.tree
      .lineage(parseStreamName(event.stream).id)
      .flatMap((taskId) => [...(this.byTask.get(taskId) ?? [])])
      .filter((subscription) => event.position > subscription.from);
  }

  /** After a deletion nothing more can come (`views.md` 5.5, choice). */
  private loseDeleted(deleted: readonly RecordedEvent[]): void {
    for (const event of deleted) {
      for (const { reader } of this.byTask.get(parseStreamName(event.stream).id) ?? []) reader.lost();
    }
  }

  private loseAll(): void {
    for (const readers of this.byTask.values()) for (const { reader } of readers) reader.lost();
  }
}
