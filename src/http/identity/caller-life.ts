/**
 * For how long a caller may go on: until its key is revoked or expires, or the secret that it used is replaced. A single
 * request is over before that matters; whatever stays open (streams, held answers) has to end with it.
 */
export interface CallerLife {
  readonly over: boolean;
  /** Calls the action once, when the life is over; at once when it is already. The returned function takes that back. */
  onEnd(action: () => void): () => void;
}

/** The life of a caller without a key. */
export const ENDLESS: CallerLife = { over: false, onEnd: () => () => undefined };
