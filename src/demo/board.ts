import type { TaskledgerClient, TimelineItem } from '../client/index.js';
import type { FileFacts, FileJob } from './file-job.js';
import type { InputFile } from './input-files.js';

/** One file on the board: everything here was read from the service's event streams. */
export interface Row {
  readonly file: InputFile;
  readonly job: FileJob;
  readonly taskId: string;
  state: 'queued' | 'claimed' | 'completed' | 'failed';
  /** Name of the agent that has or had the run last. */
  agent: string;
  percent: number;
  result?: FileFacts;
}

/** Called with each event of a file's task, after the row was brought up to date. */
export type Watcher = (row: Row, item: TimelineItem) => void;

/** Follows the event streams of all tasks and keeps what they say. */
export class Board {
  private readonly agents = new Map<string, Promise<string>>();
  private readonly waiting = new Set<() => void>();
  private failure: Error | undefined;

  constructor(
    private readonly client: TaskledgerClient,
    readonly rows: readonly Row[],
    private readonly watch: Watcher,
  ) {}

  /** Follows until the signal is aborted. */
  follow(signal: AbortSignal): void {
    for (const row of this.rows) {
      this.followRow(row, signal).catch((error: unknown) => {
        this.failure = error instanceof Error ? error : new Error(String(error));
        this.changed();
      });
    }
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

  private async followRow(row: Row, signal: AbortSignal): Promise<void> {
    for await (const { timeline } of this.client.stream(row.taskId, { signal })) {
      await this.apply(row, timeline);
      this.watch(row, timeline);
      this.changed();
    }
  }

  private async apply(row: Row, item: TimelineItem): Promise<void> {
    const payload = (item.payload ?? {}) as { result?: FileFacts; log?: string[] };
    if (item.event_type === 'task.run_claimed') {
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
