import { setFlagsFromString } from 'node:v8';

/** How much the heap may grow beyond what was in use after the last full collection, in percent. */
const GROWTH_PERCENT = 100;

/**
 * Keeps the heap within twice of what is in use. On a machine with much memory V8 would let it grow to four times that before it
 * looks for garbage: hundreds of MiB that nobody uses. To be called before there is much in it.
 */
export function limitHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
