import type { Principal } from './caller.js';

/** Port to the API keys; the class is the injection token. Without an implementation no key is valid. */
export abstract class KeyDirectory {
  /**
   * The principal of a presented key, or nothing when it is unknown, disabled or expired; must take the same time
   * for all of these (`registries.md` 5).
   */
  abstract find(presented: string): Promise<Principal | undefined>;
}
