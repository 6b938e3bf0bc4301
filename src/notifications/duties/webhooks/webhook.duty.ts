import type { Duty, DutyReport } from '../../../ledger/duties/duty.js';
import { endsRun } from '../../views/webhook-outbox-view.js';
import { Dispatch, LOOK_INTERVAL_MS } from '../dispatch.js';
import type { ClaimedWebhook, WebhookSends } from './webhook-sends.js';
import type { WebhookWorker } from './webhook-worker.js';

/** Looks between two in which what is left of tasks that are gone is searched for, should nothing have told of them. */
const LOOKS_PER_SWEEP = 60;

export interface WebhookDutyParts {
  readonly sends: WebhookSends;
  readonly worker: WebhookWorker;
  /** Whether this instance runs the duties. */
  readonly leads: () => boolean;
  /** Whether a message to this URL would be on its way at once: others send too. */
  readonly hasSlot: (url: string) => boolean;
  readonly onError: (error: unknown) => void;
}

/** Tells the webhooks of ended runs, each beside all others (`http.md` 11.9). */
export class WebhookDuty implements Duty {
  readonly name = 'webhook_delivery';
  readonly intervalMs = LOOK_INTERVAL_MS;
  readonly atOnce = true;

  private readonly dispatch: Dispatch<ClaimedWebhook>;
  private looks = 0;
  private deleted = true;

  constructor(private readonly parts: WebhookDutyParts) {
    const { sends, worker, leads, hasSlot, onError } = parts;
    this.dispatch = new Dispatch({
      ...{ leads, hasSlot, onError },
      first: () => this.bringUpToDate(),
      due: (ofEach, except, limit) => sends.due(ofEach, except, limit),
      claim: (ids) => sends.claim(ids),
      idOf: ({ run_id }) => run_id,
      serve: (claimed, signal) => worker.serve(claimed, signal),
    });
  }

  run(): Promise<DutyReport> {
    this.looks += 1;
    return this.dispatch.run();
  }

  /** Looks at once where these events can mean work. */
  hear(events: readonly { readonly type: string }[]): void {
    const deleted = events.some(({ type }) => type === 'task.deleted');
    this.deleted ||= deleted;
    if (deleted || events.some(endsRun)) this.dispatch.wake();
  }

  /** Takes nothing more. What is in hand may end for a moment; what does not is broken off and given back. */
  stop(): Promise<void> {
    return this.dispatch.stop();
  }

  /** Answers whether there is something new to send. */
  private async bringUpToDate(): Promise<boolean> {
    const { sends } = this.parts;
    const fresh = await sends.takeUp();
    if (this.deleted || this.looks >= LOOKS_PER_SWEEP) await this.sweep();
    return fresh;
  }

  private async sweep(): Promise<void> {
    this.deleted = false;
    this.looks = 0;
    try {
      await this.parts.sends.forget();
    } catch (error) {
      this.deleted = true;
      throw error;
    }
  }
}
