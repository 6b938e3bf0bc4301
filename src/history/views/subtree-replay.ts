import { Injectable } from '@nestjs/common';
import { EventLog } from '../../ledger/log/event-log.js';
import { streamName } from '../../ledger/stream-type.js';
import { TaskTree } from './task-tree.js';
import { type TimelineEntry, TimelineReader } from './timeline-reader.js';

/** Events read at once: they wait in memory with a reader that lets us wait, so that there are not many. */
export const REPLAY_PAGE = 100;

/** The past of a task and its descendants, page by page. */
@Injectable()
export class SubtreeReplay {
  constructor(
    private readonly log: EventLog,
    private readonly tree: TaskTree,
    private readonly timelines: TimelineReader,
  ) {}

  /**
   * Every public event above `after` and up to `until`, in order. Every task below the root that has an event up to
   * `until` must be visible by now: then one look at the tree is enough.
   */
  async *entries(taskId: string, after: number, until: number): AsyncGenerator<TimelineEntry> {
    if (after >= until) return;
    const streams = (await this.tree.subtree(taskId)).map((id) => streamName('task', id));
    for (let position = after; ;) {
      const page = await this.log.ofStreams(streams, position, REPLAY_PAGE);
      const due = page.filter((event) => event.position <= until);
      yield* await this.timelines.entries(due);
      const end = page.at(-1);
      if (!end || page.length < REPLAY_PAGE || due.length < page.length) return;
      position = end.position;
    }
  }
}
