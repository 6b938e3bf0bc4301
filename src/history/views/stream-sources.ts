import { Injectable } from '@nestjs/common';
import { TaskReader } from '../../tasks/views/task-reader.js';
import type { EventFilter } from './event-filter.js';
import { LiveEvents } from './live-events.js';
import { ServiceReplay } from './service-replay.js';
import type { StreamSource } from './stream-source.js';
import { SubtreeReplay } from './subtree-replay.js';

/** What can be followed. */
@Injectable()
export class StreamSources {
  constructor(
    private readonly tasks: TaskReader,
    private readonly live: LiveEvents,
    private readonly subtrees: SubtreeReplay,
    private readonly service: ServiceReplay,
  ) {}

  /** A task with everything below it, also what is made later. */
  ofTask(taskId: string): StreamSource {
    return {
      subscribe: (reader) => this.live.ofTask(taskId, reader),
      exists: async () => (await this.tasks.task(taskId)) !== undefined,
      entries: (after, until) => this.subtrees.entries(taskId, after, until),
    };
  }

  /** All tasks, as far as the filter leaves them; there is always more to come. */
  ofAll(filter: EventFilter): StreamSource {
    return {
      subscribe: (reader) => this.live.ofAll(filter, reader),
      exists: () => Promise.resolve(true),
      entries: (after, until) => this.service.entries(filter, after, until),
    };
  }
}
