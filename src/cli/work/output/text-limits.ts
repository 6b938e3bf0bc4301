/** Largest result of a run, in bytes of its JSON. */
export const RESULT_BYTES = 65_536;

/** Text as the ledger can keep it: it has no NUL. */
export function withoutNul(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

/** The first `length` UTF-16 units, one less where that would cut a character in two. */
export function cutAt(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** The text, or as much of it as fits with `note` behind it into `bytes` of JSON when it is too long or `incomplete`. */
export function fitIntoJson(text: string, bytes: number, note: string, incomplete: boolean): string {
  if (!incomplete && jsonBytes(text) <= bytes) return text;
  let fits = 0;
  let tooLong = Math.min(text.length, bytes) + 1;
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (jsonBytes(cutAt(text, middle) + note) <= bytes) fits = middle;
    else tooLong = middle;
  }
  return cutAt(text, fits) + note;
}
