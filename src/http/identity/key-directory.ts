import type { CallerLife } from './caller-life.js';
import type { Principal } from './caller.js';

/** What a valid key gives. */
export interface KeyGrant {
  readonly principal: Principal;
  readonly life: CallerLife;
}

/** Port to the API keys; the class is the injection token. Without an implementation no key is valid. */
export abstract class KeyDirectory {
  /**
   * What a presented key gives, or nothing when it is missing (the empty text), unknown, disabled or expired; must take
   * the same time for all of these (`registries.md` 5). Rejects when the keys are out of reach.
   */
  abstract find(presented: string): Promise<KeyGrant | undefined>;
}
