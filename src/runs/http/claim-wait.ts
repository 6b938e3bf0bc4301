/** Token of the longest time that a claim waits for work, in ms (setting `CLAIM_WAIT_SECONDS`). */
export const CLAIM_WAIT_MS = Symbol('longest wait of a claim');
