import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RecordedEvent } from '../../ledger/event.js';
import { Hub } from '../../ledger/hub/hub.js';
import { parseStreamName } from '../../ledger/stream-type.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import { CalledRuns } from './called-run-reader.js';
import { type CalledRun, goneRun, hasEnded } from './called-run.js';

/** Calls that one instance holds at most; what comes beyond is answered at once (`http.md` 11.8). */
export const MAX_HELD = 1_000;

/** How often all held runs are looked at although nobody said that one has ended. */
const NET_MS = 1_000;
/** How long an answer that has to go out now waits for the run's present state. */
const LAST_LOOK_MS = 1_000;

/** Events after which a held run may have ended, or goes on as another one. */
const ENDS: ReadonlySet<string> = new Set<TaskEvent['type']>([
  'task.run_completed',
  'task.run_failed',
  'task.run_canceled',
  'task.run_operator_forced_fail',
  'task.run_recovered_from_attention',
  'task.deleted',
]);

/** Those of the runs that have ended, or are gone with their task. */
const NO_LONGER_OPEN =
  'SELECT h.id FROM unnest($1::text[]) AS h(id) LEFT JOIN runs r ON r.id = h.id ' +
  'WHERE r.id IS NULL OR r.ended_at IS NOT NULL';

/** Why a held call is answered; `skipped`: it was not held, because too many are. */
export const HOLD_ENDS = ['ended', 'deleted', 'bound', 'left', 'shutdown', 'skipped'] as const;
export type HoldEnd = (typeof HOLD_ENDS)[number];

/** What a held call is answered with. */
export interface HeldAnswer {
  readonly run: CalledRun;
  readonly by: HoldEnd;
  /** The log position up to which it speaks. */
  readonly position: number;
}

interface WaitingCall {
  /** As it was last seen. */
  run: CalledRun;
  /** Set when it is answered with whatever the next look finds. */
  over?: 'bound' | 'shutdown';
  position: number;
  answer(by: HoldEnd): void;
}

/**
 * Everybody in this instance who waits for a run's end. The hub says whose may have ended; these are read together, one
 * read at a time, so that a thousand who wait cost no connection and a thousand ends few reads (`http.md` 11.8).
 */
@Injectable()
export class WaitingCalls implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('held calls');
  private readonly byTask = new Map<string, Set<WaitingCall>>();
  private readonly ended = new Set<(by: HoldEnd) => void>();
  private due = new Set<WaitingCall>();
  private held = 0;
  private looking = false;
  private netting = false;
  private closed = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly hub: Hub,
    private readonly runs: CalledRuns,
    private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    this.hub.listen((events) => this.heard(events));
    this.timer = setInterval(() => void this.castNet(), NET_MS);
    this.timer.unref();
  }

  /** Whoever waits is answered now. */
  onModuleDestroy(): void {
    this.closed = true;
    clearInterval(this.timer);
    for (const call of this.all()) this.finish(call, 'shutdown');
  }

  /** Calls that are held in this instance. */
  get count(): number {
    return this.held;
  }

  /** Calls `listener` with the reason of every answer from now on. */
  onEnd(listener: (by: HoldEnd) => void): void {
    this.ended.add(listener);
  }

  /**
   * Resolves when the run has ended or went with its task, after `boundMs`, when `signal` is aborted, or when the service
   * shuts down; at once when a thousand are held already. A run that a recovery gives up is waited for in its successor.
   * @param run as it was seen before: it is looked at again once it is heard of
   */
  hold(run: CalledRun, boundMs: number, signal: AbortSignal): Promise<HeldAnswer> {
    const refusal = this.refusal(boundMs, signal);
    if (refusal !== undefined) return Promise.resolve(this.answered(run, refusal, this.hub.position));
    return new Promise((resolve) => {
      const leave = (): void => call.answer('left');
      const call: WaitingCall = {
        run,
        position: this.hub.position,
        answer: (by) => {
          if (!this.leave(call)) return;
          clearTimeout(bound);
          signal.removeEventListener('abort', leave);
          resolve(this.answered(call.run, by, call.position));
        },
      };
      const bound = setTimeout(() => this.finish(call, 'bound'), boundMs);
      signal.addEventListener('abort', leave);
      this.join(call);
    });
  }

  private refusal(boundMs: number, signal: AbortSignal): HoldEnd | undefined {
    if (signal.aborted) return 'left';
    if (this.closed) return 'shutdown';
    if (this.held >= MAX_HELD) return 'skipped';
    return boundMs <= 0 ? 'bound' : undefined;
  }

  private answered(run: CalledRun, by: HoldEnd, position: number): HeldAnswer {
    for (const listener of this.ended) listener(by);
    return { run, by, position };
  }

  /** It hears of the run from here on, so that a look now misses nothing. */
  private join(call: WaitingCall): void {
    const { id } = call.run.task;
    this.byTask.set(id, (this.byTask.get(id) ?? new Set()).add(call));
    this.held += 1;
    this.lookAt([call]);
  }

  /** False when it was answered before. */
  private leave(call: WaitingCall): boolean {
    const { id } = call.run.task;
    const calls = this.byTask.get(id);
    if (!calls?.delete(call)) return false;
    if (calls.size === 0) this.byTask.delete(id);
    this.due.delete(call);
    this.held -= 1;
    return true;
  }

  /** Answers with what the run is now, or was when it was last seen if that cannot be known soon. */
  private finish(call: WaitingCall, by: 'bound' | 'shutdown'): void {
    call.over = by;
    setTimeout(() => call.answer(by), LAST_LOOK_MS).unref();
    this.lookAt([call]);
  }

  private heard(events: readonly RecordedEvent[]): void {
    if (this.held === 0) return;
    for (const { type, stream } of events) {
      if (ENDS.has(type)) this.lookAt(this.byTask.get(parseStreamName(stream).id) ?? []);
    }
  }

  /** What comes while one look is under way is looked at together in the next. */
  private lookAt(calls: Iterable<WaitingCall>): void {
    for (const call of calls) this.due.add(call);
    if (this.due.size > 0 && !this.looking) void this.look();
  }

  private async look(): Promise<void> {
    this.looking = true;
    // Ends of one commit are handed over one after another: all of them first.
    await Promise.resolve();
    while (this.due.size > 0) {
      const calls = this.due;
      this.due = new Set();
      await this.read([...calls]);
    }
    this.looking = false;
  }

  private async read(calls: readonly WaitingCall[]): Promise<void> {
    const { position } = this.hub;
    try {
      const found = await this.runs.read([...new Set(calls.map(({ run }) => run.id))], 'followed');
      for (const call of calls) this.settle(call, found.get(call.run.id), position);
    } catch (error) {
      // They are looked at again with the next net; those whose time is over do not wait for that.
      this.logger.warn(`held runs could not be read: ${String(error)}`);
      for (const call of calls) if (call.over !== undefined) call.answer(call.over);
    }
  }

  private settle(call: WaitingCall, now: CalledRun | undefined, position: number): void {
    call.position = position;
    call.run = now ?? goneRun(call.run);
    if (!now) call.answer('deleted');
    else if (hasEnded(now)) call.answer('ended');
    else if (call.over !== undefined) call.answer(call.over);
  }

  private async castNet(): Promise<void> {
    if (this.held === 0 || this.netting) return;
    this.netting = true;
    try {
      const calls = [...this.all()];
      const ids = [...new Set(calls.map(({ run }) => run.outcome_id))];
      const rows = await this.dataSource.query<{ id: string }[]>(NO_LONGER_OPEN, [ids]);
      const closed = new Set(rows.map(({ id }) => id));
      this.lookAt(calls.filter((call) => closed.has(call.run.outcome_id) && this.waits(call)));
    } catch (error) {
      this.logger.warn(`held runs could not be looked at: ${String(error)}`);
    } finally {
      this.netting = false;
    }
  }

  private waits(call: WaitingCall): boolean {
    return this.byTask.get(call.run.task.id)?.has(call) === true;
  }

  private *all(): Generator<WaitingCall> {
    for (const calls of this.byTask.values()) yield* calls;
  }
}
