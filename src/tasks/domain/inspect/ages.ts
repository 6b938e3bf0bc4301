/** Whole seconds from one time to a later one; negative when it is the other way round. */
export function wholeSecondsSince(time: string, now: string): number {
  return Math.floor((Date.parse(now) - Date.parse(time)) / 1_000);
}
