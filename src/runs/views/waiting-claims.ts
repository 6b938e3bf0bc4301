import { type OnModuleDestroy, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RecordedEvent } from '../../ledger/event.js';
import { Hub } from '../../ledger/hub/hub.js';
import { parseStreamName } from '../../ledger/stream-type.js';
import type { SchedulerEvent } from '../../scheduler/domain/scheduler-events.js';
import { type ClaimClass, type Claimer, mayClaim } from '../../tasks/domain/claimability.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';

/** Events after which a run may be claimable that was not before. */
const OPENING: ReadonlySet<string> = new Set<TaskEvent['type']>([
  'task.run_enqueued',
  'task.run_operator_retry',
  'task.run_recovered_from_attention',
  'task.run_review_retry_enqueued',
  'task.run_released',
  'task.run_lease_expired',
  'task.run_recovered',
  'task.published',
  'task.approved',
  'task.updated',
  'task.dependency_changed',
  'task.dependency_dropped',
  'task.dependency_removed',
  'task.resumed',
  'task.pause_inherited',
  'task.execution_profile_updated',
  'task.execution_profile_deleted',
]);

const RESUMED: SchedulerEvent['type'] = 'scheduler.resumed';

const CLAIMABLE =
  'SELECT q.run_id, q.channel, q.weight, c.definition FROM claim_queue q JOIN claim_classes c USING (class) ' +
  'WHERE q.task_id = ANY($1::text[])';

interface Offer {
  readonly run_id: string;
  readonly channel: string | null;
  readonly weight: number;
  readonly definition: ClaimClass;
}

/** One caller that waits for work; `offers` are the runs it was woken for. */
export class WaitingClaim {
  readonly offers: Offer[] = [];
  private tried: readonly Offer[] = [];
  private roused = false;
  private wake: (() => void) | undefined;

  constructor(readonly claimer: Claimer) {}

  offer(offer: Offer): void {
    this.offers.push(offer);
    this.wake?.();
  }

  /** A try begins, which answers the offers so far; those that come during it are for the next. */
  beginTry(): void {
    this.tried = this.offers.splice(0);
    this.roused = false;
  }

  /** What it was offered and nobody may have taken: a try need not take the run that it was woken for. */
  untaken(claimedRunId: string | undefined): readonly Offer[] {
    return [...this.tried, ...this.offers].filter((offer) => offer.run_id !== claimedRunId);
  }

  /** Makes it try once more, also when it is in the middle of a try. */
  rouse(): void {
    this.roused = true;
    this.wake?.();
  }

  /** Resolves when an offer has come or it was roused, when `signal` is aborted, or after `ms`. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (this.offers.length > 0 || this.roused || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      this.wake = done;
    });
  }
}

/**
 * Everybody who waits for work in this instance. A run that becomes claimable wakes one waiter that may have it, the
 * one that waits longest; idle waiters cost nothing. Whoever was woken and did not take the run passes it on.
 */
@Injectable()
export class WaitingClaims implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('waiting claims');
  private readonly waiting = new Set<WaitingClaim>();
  private closed = false;

  constructor(
    private readonly hub: Hub,
    private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    this.hub.listen((events) => this.heard(events));
  }

  onModuleDestroy(): void {
    this.closed = true;
    for (const waiter of this.waiting) waiter.rouse();
  }

  /** False once the service shuts down: then nobody waits any longer. */
  get open(): boolean {
    return !this.closed;
  }

  /** Callers that wait in this instance. */
  get count(): number {
    return this.waiting.size;
  }

  /** Joins before the first try, so that nothing which becomes claimable during it is missed. */
  join(claimer: Claimer): WaitingClaim {
    const waiter = new WaitingClaim(claimer);
    this.waiting.add(waiter);
    return waiter;
  }

  /** Leaves; what it was offered and did not claim goes to the next. */
  leave(waiter: WaitingClaim, claimedRunId: string | undefined): void {
    this.waiting.delete(waiter);
    for (const offer of waiter.untaken(claimedRunId)) this.dispatch(offer);
  }

  private heard(events: readonly RecordedEvent[]): void {
    if (this.waiting.size === 0) return;
    // What became claimable during the pause is offered to nobody again: everybody tries anew.
    if (events.some((event) => event.type === RESUMED)) for (const waiter of this.waiting) waiter.rouse();
    const tasks = new Set(
      events.filter((event) => OPENING.has(event.type)).map((event) => parseStreamName(event.stream).id),
    );
    if (tasks.size === 0) return;
    this.dataSource
      .query<Offer[]>(CLAIMABLE, [[...tasks]])
      .then((offers) => {
        for (const offer of offers) this.dispatch(offer);
      })
      .catch((error: unknown) => {
        this.logger.warn(`waiters are woken blindly: ${String(error)}`);
        for (const waiter of this.waiting) waiter.rouse();
      });
  }

  private dispatch(offer: Offer): void {
    for (const waiter of this.waiting) {
      const { claimer } = waiter;
      if (waiter.offers.length > 0 || claimer.priority_min > offer.weight) continue;
      if (claimer.channel !== null && claimer.channel !== offer.channel) continue;
      if (!mayClaim(claimer, offer.definition)) continue;
      waiter.offer(offer);
      return;
    }
  }
}
