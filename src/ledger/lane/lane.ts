import type { RecordedEvent } from '../event.js';
import { Rejection } from '../rejection.js';
import type { StreamRegistry } from '../registry.js';
import type { Committed, LaneCommand } from './command.js';
import { DatabaseFailure, LaneConnection, type LaneConnectionOptions } from './connection.js';
import { Expectation } from './expectation.js';
import {
  callerLeft,
  commitFlush,
  flushEnded,
  type FlushParts,
  openFlush,
  type OpenedFlush,
  stageFlush,
  type StagedFlush,
} from './flush.js';
import { HeldAnswers } from './held-answers.js';
import { type CachedStream, type Head, LaneMemory } from './memory.js';
import { resolveCommit } from './resolve-commit.js';

/** Commands of one flush at most; more wait for the next. */
const MAX_FLUSH = 256;
/** So many commands have to wait at a commit for the next flush to begin at once: few are better joined by those to come. */
const LOOK_AHEAD_FROM = 8;
/** Commands that may wait; beyond it callers are told to come back. */
const MAX_WAITING = 10_000;
/** How long a command outlasts a database that is away before its caller is told, in ms. */
const PATIENCE_MS = 5_000;
const RECONNECT_PAUSE_MS = 100;

export interface LaneObserver {
  /** One committed or read-only flush: its commands, events and duration in ms. */
  flushed?(flush: { readonly commands: number; readonly events: number; readonly durationMs: number }): void;
  /** A command began: how long it had waited for its flush, in ms. */
  waited?(durationMs: number): void;
  /** A flush failed and is tried again or isolated. */
  failed?(error: unknown): void;
}

export interface LaneOptions extends LaneConnectionOptions {
  readonly observer?: LaneObserver;
  /** How long a command outlasts a database that is away, in ms; 5,000 unless given. */
  readonly patienceMs?: number;
}

interface Waiting {
  readonly command: LaneCommand<unknown>;
  readonly resolve: (committed: Committed<unknown>) => void;
  readonly reject: (error: unknown) => void;
  readonly since: number;
}

/** The next batch, whose flush was opened while the one before it was committed. */
interface Ahead {
  readonly batch: readonly Waiting[];
  readonly opened: OpenedFlush;
  /** Whether all that it writes is on its way. */
  readonly sent: () => boolean;
}

/** Told of the events of a commit, with the states in which they left their streams. */
export type CommitListener = (events: readonly RecordedEvent[], states: ReadonlyMap<string, CachedStream>) => void;

type Attempt = 'done' | 'not_committed' | 'isolate' | 'again';

/**
 * The one way in. Commands wait here; a flush takes all that wait, runs them serially under the ledger's lock in one
 * transaction, and answers them after the commit (architecture.md section 2).
 */
export class Lane {
  readonly memory = new LaneMemory();
  private readonly connection: LaneConnection;
  private readonly parts: FlushParts;
  private readonly observers = new Set<CommitListener>();
  private waiting: Waiting[] = [];
  private inHand: Waiting | undefined;
  private draining: Promise<void> | undefined;
  private ahead: Ahead | undefined;
  /** Commands of a batch are run one by one, to find out which of them fails. */
  private isolating = false;
  private readonly answers = new HeldAnswers();
  private closed = false;

  constructor(
    registry: StreamRegistry,
    private readonly options: LaneOptions,
  ) {
    this.connection = new LaneConnection({ ...options, pipeline: true });
    this.parts = { connection: this.connection, registry, memory: this.memory, expectation: new Expectation() };
  }

  /** Commands waiting for a flush. */
  get depth(): number {
    return this.waiting.length;
  }

  /** How long the command at the front has waited, in ms; 0 when none waits. */
  get longestWaitMs(): number {
    const first = this.inHand ?? this.waiting[0];
    return first ? performance.now() - first.since : 0;
  }

  /** Told of every event that this instance commits, in order, at once after the commit. */
  onCommitted(listener: CommitListener): void {
    this.observers.add(listener);
  }

  /**
   * Runs a command and answers when its effects are committed.
   * @throws Rejection as the command decided; `ledger_unavailable`, `ledger_overloaded` or `commit_outcome_unknown`
   *   when the database is away, the queue is full, or nobody could find out whether a lost commit happened.
   */
  execute<R>(command: LaneCommand<R>): Promise<Committed<R>> {
    if (this.closed) return Promise.reject(new Rejection('ledger_unavailable', 'the service is shutting down'));
    if (this.waiting.length >= MAX_WAITING) {
      return Promise.reject(new Rejection('ledger_overloaded', 'too many commands are waiting'));
    }
    return new Promise<Committed<R>>((resolve, reject) => {
      this.waiting.push({
        command,
        resolve: resolve as (committed: Committed<unknown>) => void,
        reject,
        since: performance.now(),
      });
      this.draining ??= new Promise<void>((drained) => setImmediate(() => void this.drain().then(drained)));
    });
  }

  /** Finishes what waits, then closes the connection. Later commands are refused. */
  async close(): Promise<void> {
    this.closed = true;
    await this.draining;
    await this.connection.abandon();
  }

  private async drain(): Promise<void> {
    for (;;) {
      const batch = this.ahead?.batch ?? this.take();
      if (batch.length === 0) break;
      this.inHand = batch[0];
      await this.settle(batch);
      this.inHand = undefined;
    }
    this.draining = undefined;
  }

  private take(): readonly Waiting[] {
    const batch = this.waiting.splice(0, MAX_FLUSH);
    const now = performance.now();
    for (const one of batch) this.options.observer?.waited?.(now - one.since);
    return batch;
  }

  /**
   * Brings a batch to an end: commits it, repeats it while the database is away, or runs its commands one by one.
   * Patience counts from when the youngest of them came, so that those behind do not wait through it again.
   */
  private async settle(batch: readonly Waiting[]): Promise<void> {
    const deadline = (batch.at(-1)?.since ?? performance.now()) + (this.options.patienceMs ?? PATIENCE_MS);
    for (;;) {
      const attempt = await this.attempt(batch);
      if (attempt === 'done') return;
      if (attempt === 'again') continue;
      if (attempt === 'isolate') return this.isolate(batch);
      if (performance.now() > deadline) {
        const away = new Rejection('ledger_unavailable', 'the database cannot be reached');
        for (const one of batch) one.reject(away);
        return;
      }
      await pause(RECONNECT_PAUSE_MS);
    }
  }

  private async isolate(batch: readonly Waiting[]): Promise<void> {
    this.isolating = true;
    for (const one of batch) await this.settle([one]);
    this.isolating = false;
  }

  private async attempt(batch: readonly Waiting[]): Promise<Attempt> {
    const begun = performance.now();
    const commands = batch.map((one) => one.command);
    let staged: StagedFlush;
    try {
      const opened = this.takeAhead() ?? (await this.open(batch));
      staged = await stageFlush(this.parts, opened, () => this.answers.release());
      this.answers.release();
      if (!staged.wrote) await this.connection.script('ROLLBACK');
    } catch (error) {
      return this.undone(batch, error);
    }
    if (staged.wrote) {
      // The last moment at which it is ours to say: once COMMIT is sent, the database decides.
      if (callerLeft(commands, staged)) return this.withdrawn();
      const committed = await this.commit(batch, staged);
      if (committed !== 'committed') return committed;
    }
    this.memory.advance(staged.head);
    if (!this.ahead) this.memory.trim();
    this.answer(batch, staged);
    this.options.observer?.flushed?.({
      commands: batch.length,
      events: staged.events.length,
      durationMs: performance.now() - begun,
    });
    return 'done';
  }

  private async open(batch: readonly Waiting[]): Promise<OpenedFlush> {
    await this.connection.open();
    const commands = batch.map((one) => one.command);
    const expected = this.parts.expectation.behind(this.memory.head);
    return openFlush(this.parts, commands, expected, () => this.answers.release());
  }

  /**
   * While the database commits a flush, the next one runs on what that leaves behind; its transaction is opened in the same
   * moment, behind the commit.
   */
  private lookAhead(head: Head): void {
    if (this.isolating || this.waiting.length < LOOK_AHEAD_FROM) return;
    const expected = this.parts.expectation.behind(head);
    if (!expected) return;
    const batch = this.take();
    const commands = batch.map((one) => one.command);
    let sent = false;
    const opened = openFlush(this.parts, commands, expected, () => {
      sent = true;
      this.answers.release();
    });
    this.ahead = { batch, opened, sent: () => sent };
  }

  private takeAhead(): OpenedFlush | undefined {
    const opened = this.ahead?.opened;
    this.ahead = undefined;
    return opened;
  }

  /** The flush before it has failed, or its connection was lost: it has not happened, and its commands wait again. */
  private async dropAhead(): Promise<void> {
    const { ahead } = this;
    if (!ahead) return;
    this.ahead = undefined;
    await flushEnded(ahead.opened);
    this.memory.clear();
    this.waiting.unshift(...ahead.batch);
  }

  /** The flush failed before COMMIT was sent: nothing of it happened. */
  private async undone(batch: readonly Waiting[], error: unknown): Promise<Attempt> {
    this.answers.release();
    this.options.observer?.failed?.(error);
    this.memory.clear();
    const kind = error instanceof DatabaseFailure ? error.kind : 'statement';
    if (kind === 'connection' || !(await this.rollBack())) await this.connection.abandon();
    if (kind !== 'statement') return 'not_committed';
    return this.refused(batch, error);
  }

  /** Somebody left: the flush is run again, without that command and as if it had never been. */
  private async withdrawn(): Promise<Attempt> {
    this.memory.clear();
    if (!(await this.rollBack())) await this.connection.abandon();
    return 'again';
  }

  /** The database refuses these writes and will again: the end of a single command, else it is to be found out whose. */
  private refused(batch: readonly Waiting[], error: unknown): Attempt {
    const [only, ...others] = batch;
    if (!only || others.length > 0) return 'isolate';
    only.reject(error);
    return 'done';
  }

  private async rollBack(): Promise<boolean> {
    try {
      await this.connection.script('ROLLBACK');
      return true;
    } catch {
      return false;
    }
  }

  private async commit(batch: readonly Waiting[], staged: StagedFlush): Promise<'committed' | Attempt> {
    try {
      const committed = commitFlush(this.connection);
      this.lookAhead(staged.head);
      await committed;
      return 'committed';
    } catch (error) {
      this.options.observer?.failed?.(error);
      await this.connection.abandon();
      await this.dropAhead();
      const outcome = await resolveCommit(this.connection, staged.head, this.options.patienceMs ?? PATIENCE_MS);
      if (outcome === 'done') return 'committed';
      this.memory.clear();
      if (outcome === 'unknown') return this.outcomeUnknown(batch);
      const refused = error instanceof DatabaseFailure && error.kind === 'statement';
      return refused ? this.refused(batch, error) : 'not_committed';
    }
  }

  private outcomeUnknown(batch: readonly Waiting[]): Attempt {
    const unknown = new Rejection(
      'commit_outcome_unknown',
      'the database was lost while it committed and has not come back; read before you repeat the request',
    );
    for (const one of batch) one.reject(unknown);
    return 'done';
  }

  private answer(batch: readonly Waiting[], staged: StagedFlush): void {
    if (staged.events.length > 0) this.announce(staged);
    this.answers.hold(() => {
      batch.forEach((one, i) => {
        const outcome = staged.outcomes[i];
        if (outcome?.ok) one.resolve({ result: outcome.result, position: staged.head.position });
        else one.reject(outcome?.error);
      });
    });
    if (this.ahead ? this.ahead.sent() : this.waiting.length === 0) this.answers.release();
  }

  /** The commit stands whatever a listener makes of it: its error must not keep the callers from their answers. */
  private announce({ events, states }: StagedFlush): void {
    for (const listener of this.observers) {
      try {
        listener(events, states);
      } catch (error) {
        this.options.observer?.failed?.(error);
      }
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
