import type { BridgeRow } from '../views/bridge-view.js';
import type { NotDelivered, OutgoingMessage, SendOutcome } from '../sender/outgoing.js';
import type { PlannedDelivery } from './delivery-records.js';
import { within } from './within.js';

/** What carries messages out. */
export interface Post {
  send(message: OutgoingMessage, signal: AbortSignal): Promise<SendOutcome>;
}

export interface CourierLimits {
  /** For the receiver, in ms. */
  readonly timeoutMs: number;
  /** For all of it, waiting for a slot included, in ms. */
  readonly wholeMs: number;
}

/** Where the signing secrets of bridges are. */
export interface SecretsById {
  of(id: string): Promise<string | undefined>;
}

/** How a message to a bridge went; `words` are for people and hold no secrets. */
export type Carried =
  | { readonly delivered: true; readonly status: number; readonly body: string; readonly durationMs: number }
  | (Omit<NotDelivered, 'error' | 'body'> & { readonly words: string });

/** Brings messages to bridges, signed with the bridge's secret where it has one. */
export class Courier {
  constructor(
    private readonly post: Post,
    private readonly secrets: SecretsById,
    private readonly limits: CourierLimits,
  ) {}

  async carry(bridge: BridgeRow, { delivery_id, body }: PlannedDelivery, signal: AbortSignal): Promise<Carried> {
    let secret: string | undefined;
    try {
      secret = await this.secretOf(bridge);
    } catch {
      // Unsigned messages must not leave where signed ones are expected.
      const words = `the secret of bridge ${bridge.id} cannot be read`;
      return { delivered: false, reason: 'refused', words, durationMs: 0 };
    }
    const { timeoutMs, wholeMs } = this.limits;
    const message = { id: delivery_id, url: bridge.endpoint_url, body, timeoutMs };
    const signed = secret === undefined ? message : { ...message, secret };
    const outcome = await within(wholeMs, signal, (whole) => this.post.send(signed, whole));
    if (outcome.delivered) return outcome;
    const { error, body: _answer, ...rest } = outcome;
    return { ...rest, words: error };
  }

  private async secretOf({ secret_id }: BridgeRow): Promise<string | undefined> {
    if (secret_id === null) return undefined;
    const secret = await this.secrets.of(secret_id);
    // Another one took its place since the bridge was read: the next try has it.
    if (secret === undefined) throw new Error('the secret was replaced');
    return secret;
  }
}

/** Why nothing can be sent to a bridge as it stands; undefined when something can. */
export function barTo(bridge: BridgeRow | null, bridgeId: string): string | undefined {
  if (!bridge) return `bridge ${bridgeId} does not exist`;
  return bridge.enabled ? undefined : `bridge ${bridgeId} is disabled`;
}
