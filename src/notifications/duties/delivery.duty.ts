import type { Duty, DutyReport } from '../../ledger/duties/duty.js';
import type { Claimed } from './delivery-tables.js';
import type { DeliveryWakes } from './delivery-wakes.js';
import type { DeliveryWork } from './delivery-work.js';
import type { DeliveryWorker } from './delivery-worker.js';
import { type Begin, Dispatch, LOOK_INTERVAL_MS } from './dispatch.js';
import type { Redeliveries } from './redeliveries.js';

/** Redeliveries in hand at once. */
const REDELIVERIES_AT_ONCE = 8;

export interface DeliveryDutyParts {
  readonly wakes: DeliveryWakes;
  readonly work: DeliveryWork;
  readonly worker: DeliveryWorker;
  readonly redeliveries: Redeliveries;
  /** Whether this instance runs the duties. */
  readonly leads: () => boolean;
  /** Whether a message to this URL would be on its way at once: others send too. */
  readonly hasSlot: (url: string) => boolean;
  readonly onError: (error: unknown) => void;
}

/** Finds the subscriptions with something to deliver and has each served beside all others. */
export class DeliveryDuty implements Duty {
  readonly name = 'notification_delivery';
  readonly intervalMs = LOOK_INTERVAL_MS;
  readonly atOnce = true;

  private redelivering = 0;
  private readonly dispatch: Dispatch<Claimed>;

  constructor(private readonly parts: DeliveryDutyParts) {
    const { work, worker, leads, hasSlot, onError } = parts;
    this.dispatch = new Dispatch({
      ...{ leads, hasSlot, onError },
      first: async (begin, signal, thorough) => {
        const marked = (await parts.wakes.catchUp()) > 0;
        if (thorough) await this.takeRedeliveries(begin, signal);
        return marked;
      },
      due: async (ofEach, except, limit) =>
        (await work.candidates(ofEach, except, limit)).map(({ subscription_id, bridge_instance_id, endpoint_url }) => {
          return { id: subscription_id, group: bridge_instance_id, url: endpoint_url };
        }),
      claim: (ids) => work.claim(ids),
      idOf: ({ subscription_id }) => subscription_id,
      serve: (claimed, signal) => worker.serve(claimed, signal),
    });
  }

  run(): Promise<DutyReport> {
    return this.dispatch.run();
  }

  /** There may be something to do. Any number of calls cost one look, or two. */
  wake(): void {
    this.dispatch.wake();
  }

  /** Looks again after so many ms, where that is before the next regular look. */
  wakeAfter(delayMs: number): void {
    this.dispatch.wakeAfter(delayMs);
  }

  /** Takes nothing more. What is in hand may end for a moment; what does not is broken off and given back. */
  stop(): Promise<void> {
    return this.dispatch.stop();
  }

  private async takeRedeliveries(begin: Begin, signal: AbortSignal): Promise<void> {
    const { redeliveries } = this.parts;
    const room = REDELIVERIES_AT_ONCE - this.redelivering;
    if (room <= 0) return;
    for (const claimed of await redeliveries.claim(room)) {
      this.redelivering += 1;
      begin(redeliveries.serve(claimed, signal), () => (this.redelivering -= 1));
    }
  }
}
