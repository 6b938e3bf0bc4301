import type { TaskledgerClient, TimelineItem } from '../client/index.js';
import type { FileFacts, FileJob, Totals } from './file-job.js';

/** One task on the board: all but the first three members was read from the service's event stream. */
export interface Row<Result = FileFacts | Totals> {
  readonly taskId: string;
  readonly name: string;
  /** Size of its work. */
  readonly bytes: number;
  state: 'waiting' | 'queued' | 'claimed' | 'completed' | 'failed';
  /** Name of the agent that has or had the run last. */
  agent: string;
  percent: number;
  result?: Result;
}

export interface FileRow extends Row<FileFacts> {
  readonly job: FileJob;
}

/** Called with each event of a task on the board, after its row was brought up to date. */
export type Watcher = (row: Row, item: TimelineItem) => void;

/** Follows the parent's event stream, which brings the events of everything below it, and keeps what it says. */
export class Board {
  private readonly agents = new Map<string, Promise<string>>();
  private readonly waiting = new Set<() => void>();
  private failure: Error | undefined;

  constructor(
    private readonly client: TaskledgerClient,
    readonly files: readonly FileRow[],
    readonly summary: Row<Totals>,
    private readonly watch: Watcher,
  ) {}

  /** Follows the parent and its children, also those that come later, until the signal is aborted. */
  follow(parentId: string, signal: AbortSignal): void {
    this.followAll(parentId, signal).catch((error: unknown) => {
      this.failure = error instanceof Error ? error : new Error(String(error));
      this.changed();
    });
  }

  /** Resolves when the condition holds. @throws what a stream failed with. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.failure) throw this.failure;
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  /** Name of the agent behind an event's actor. */
  async agentOf({ actor }: TimelineItem): Promise<string> {
    if (actor.kind !== 'agent_session') return `${actor.kind}:${actor.ref}`;
    const known = this.agents.get(actor.ref) ?? this.client.getSession(actor.ref).then(({ agent_name }) => agent_name);
    this.agents.set(actor.ref, known);
    return known;
  }

  private async followAll(parentId: string, signal: AbortSignal): Promise<void> {
    const rows = new Map<string, Row>([...this.files, this.summary].map((row) => [row.taskId, row]));
    for await (const { timeline } of this.client.stream(parentId, { signal })) {
      const row = rows.get(timeline.task.id);
      if (!row) continue;
      await this.apply(row, timeline);
      this.watch(row, timeline);
      this.changed();
    }
  }

  private async apply(row: Row, item: TimelineItem): Promise<void> {
    const payload = (item.payload ?? {}) as { result?: Row['result']; log?: string[] };
    if (item.event_type === 'task.run_enqueued') {
      row.state = 'queued';
    } else if (item.event_type === 'task.run_claimed') {
      Object.assign(row, { state: 'claimed', agent: await this.agentOf(item), percent: 0 });
    } else if (item.event_type === 'task.run_progress') {
      for (const line of payload.log ?? []) row.percent = Number(/^(\d+) %$/.exec(line)?.[1] ?? row.percent);
    } else if (item.event_type === 'task.run_completed') {
      Object.assign(row, { state: 'completed', result: payload.result });
    } else if (item.event_type === 'task.run_failed') {
      row.state = 'failed';
    } else if (item.event_type === 'task.run_lease_expired' || item.event_type === 'task.run_released') {
      Object.assign(row, { state: 'queued', percent: 0 });
    }
  }

  private changed(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
