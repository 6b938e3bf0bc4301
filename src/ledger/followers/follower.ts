import { redactText } from '../../platform/redaction/redact.js';
import type { RecordedEvent } from '../event.js';
import { DatabaseFailure, LaneConnection } from '../lane/connection.js';
import type { StreamRegistry } from '../registry.js';
import type { AnyFollowerView } from './follower-view.js';
import { RememberedRows } from './remembered-rows.js';
import type { StreamStates } from './stream-states.js';
import { beginCheckpoint, type Checkpoint, moveCheckpoint, readCheckpoint } from './view-checkpoints.js';
import { ViewWriter } from './view-writer.js';

/** Events of one page, which is one transaction. */
const PAGE = 5_000;
/** A view that was never built is followed from the beginning where the log is no longer than this. */
const SHORT_LOG = 10_000;
/**
 * While nobody waits for the view, a page begins so long after the one before, in ms: what comes meanwhile goes with it, and a
 * page of many events costs little more than one of a few.
 */
export const PACE_MS = 500;
const AGAIN_MS = 500;
/** How long a follower that could not apply an event waits before it tries the same event again. */
const STOPPED_MS = 30_000;

export interface FollowerStatus {
  readonly name: string;
  readonly version: number;
  readonly position: number;
  /** `idle`: another instance follows, or none; `stopped`: an event could not be applied, see `error`. */
  readonly state: 'idle' | 'following' | 'rebuilding' | 'stopped';
  readonly error?: string;
}

export interface FollowerOptions {
  readonly url: string;
  readonly registry: StreamRegistry;
  /** What all followers of this instance remember of streams. */
  readonly states: StreamStates;
  /** The events after a position, in order. */
  readonly events: (position: number, limit: number) => Promise<readonly RecordedEvent[]>;
  readonly head: () => Promise<number>;
  /** Builds the view anew, beside what there is, and puts it in its place. */
  readonly rebuild: (view: AnyFollowerView) => Promise<void>;
  readonly moved: (checkpoint: Checkpoint) => void;
  /** See `PACE_MS`. */
  readonly paceMs: number;
  /** Whether somebody waits for the view; who begins to calls `hurry`. */
  readonly awaited: () => boolean;
  readonly onError: (view: string, error: unknown) => void;
}

/**
 * Keeps one view in step with the log, a page a transaction, its checkpoint within. It stops, loudly, at an event that it
 * cannot apply: nothing is ever skipped.
 */
export class Follower {
  private readonly connection: LaneConnection;
  private readonly writer: ViewWriter;
  private readonly rows = new RememberedRows();
  private checkpoint: Checkpoint | undefined;
  /** The transaction of ours that moved the checkpoint last. */
  private wroteLast: string | undefined;
  private state: FollowerStatus['state'] = 'idle';
  private error: string | undefined;
  private active = false;
  private working: Promise<void> | undefined;
  private again = false;
  private timer: NodeJS.Timeout | undefined;
  /** When the last page ended. */
  private pagedAt = Number.NEGATIVE_INFINITY;
  private endRest: (() => void) | undefined;
  /** Somebody came to wait since the last page was read. */
  private hurried = false;

  constructor(
    readonly view: AnyFollowerView,
    private readonly options: FollowerOptions,
  ) {
    // What is lost with the server's memory is followed again: the checkpoint is lost with it.
    this.connection = new LaneConnection({
      url: options.url,
      applicationName: `taskledger follower ${view.name}`,
      settings: '-c synchronous_commit=off',
    });
    this.writer = new ViewWriter(view, options.registry, {
      prepared: (name, text, values) => this.connection.prepared(name, text, values),
    });
  }

  get status(): FollowerStatus {
    const { name, version } = this.view;
    const error = this.error === undefined ? {} : { error: this.error };
    return { name, version, position: this.checkpoint?.position ?? 0, state: this.state, ...error };
  }

  /** This instance follows from now on. */
  start(): void {
    if (this.active) return;
    this.active = true;
    this.wake();
  }

  async stop(): Promise<void> {
    this.active = false;
    clearTimeout(this.timer);
    this.hurry();
    await this.working;
    await this.connection.abandon();
    this.forget();
    this.state = 'idle';
    this.error = undefined;
  }

  /** There is more in the log. */
  wake(): void {
    if (!this.active || this.state === 'stopped') return;
    this.again = true;
    this.working ??= this.work().finally(() => {
      this.working = undefined;
      if (this.again) this.wake();
    });
  }

  /** Somebody waits for the view: what is there is taken at once. */
  hurry(): void {
    this.hurried = true;
    this.endRest?.();
  }

  private async work(): Promise<void> {
    clearTimeout(this.timer);
    try {
      while (this.active && this.again) {
        this.again = false;
        await this.catchUp();
      }
      this.error = undefined;
    } catch (error) {
      this.again = false;
      await this.failed(error);
    }
  }

  private async catchUp(): Promise<void> {
    await this.connection.open();
    if (!this.checkpoint) await this.begin();
    for (let more = false; ;) {
      if (!more) await this.gather();
      const from = this.checkpoint;
      if (!from || !this.active) return;
      this.hurried = false;
      const events = await this.options.events(from.position, PAGE);
      const last = events.at(-1);
      if (!last) return;
      await this.applyPage(from, events, last.position);
      this.pagedAt = performance.now();
      more = events.length === PAGE;
    }
  }

  /** Lets come what goes into the next page; over at once when somebody waits for it. */
  private async gather(): Promise<void> {
    const restMs = this.pagedAt + this.options.paceMs - performance.now();
    if (restMs <= 0 || this.hurried || this.options.awaited()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, restMs);
      this.endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.endRest = undefined;
  }

  /** Where the view stands; built anew first where it was never built, or by another version of the code. */
  private async begin(): Promise<void> {
    const { name, version } = this.view;
    let checkpoint = await readCheckpoint(this.connection.query, name);
    if (!checkpoint && (await this.options.head()) <= SHORT_LOG) {
      await beginCheckpoint(this.connection.query, { name, version, position: 0 });
      checkpoint = await readCheckpoint(this.connection.query, name);
    }
    if (checkpoint?.version !== version) {
      this.state = 'rebuilding';
      await this.options.rebuild(this.view);
      await this.connection.open();
      checkpoint = await readCheckpoint(this.connection.query, name);
    }
    if (checkpoint?.version !== version) throw new Error(`view ${name} is not of version ${version} after its rebuild`);
    this.state = 'following';
    this.checkpoint = checkpoint;
    this.options.moved(checkpoint);
  }

  private async applyPage(from: Checkpoint, events: readonly RecordedEvent[], position: number): Promise<void> {
    const { query } = this.connection;
    await this.connection.script('BEGIN ISOLATION LEVEL READ COMMITTED');
    const writers = await moveCheckpoint(query, from, position);
    if (!writers) {
      await this.connection.script('ROLLBACK');
      this.forget();
      this.again = true;
      return;
    }
    // A rebuild may have put other rows in their place at this very position.
    if (writers.before !== this.wroteLast) this.rows.clear();
    await this.writer.apply(query, events, this.options.states, this.rows);
    await this.connection.script('COMMIT');
    this.wroteLast = writers.now;
    this.rows.trim();
    this.options.states.trim();
    this.checkpoint = { ...from, position };
    this.options.moved(this.checkpoint);
  }

  private forget(): void {
    this.checkpoint = undefined;
    this.wroteLast = undefined;
    this.rows.clear();
    this.options.states.clear();
  }

  /** A database that is away comes back; whatever else went wrong will go wrong again. */
  private async failed(error: unknown): Promise<void> {
    this.options.onError(this.view.name, error);
    await this.connection.abandon();
    this.forget();
    const passing = error instanceof DatabaseFailure && error.kind !== 'statement';
    this.error = redactText(error instanceof Error ? error.message : String(error));
    this.state = passing ? 'following' : 'stopped';
    if (!this.active) return;
    this.timer = setTimeout(() => this.resume(), passing ? AGAIN_MS : STOPPED_MS);
    this.timer.unref();
  }

  private resume(): void {
    if (this.state === 'stopped') this.state = 'idle';
    this.wake();
  }
}
