import { Rejection } from '../../ledger/rejection.js';

/** A time as the service writes it. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What a part of a cursor must look like. */
export type CursorPart = 'time' | 'text';

/** Where a page ended, opaque to callers: the sort values of its last row. */
export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** The sort values of a cursor. Anything that we did not make is refused: `invalid_query`. */
export function decodeCursor(cursor: string, shape: readonly CursorPart[]): readonly string[] {
  const parts = parsed(cursor);
  const fits =
    Array.isArray(parts) && parts.length === shape.length && parts.every((part, i) => isPart(part, shape[i]));
  if (!fits) throw new Rejection('invalid_query', 'cursor is not one that this list answered');
  return parts as string[];
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function isPart(part: unknown, kind: CursorPart | undefined): boolean {
  if (typeof part !== 'string' || part.length > 512 || part.includes('\0')) return false;
  return kind === 'text' || (TIME.test(part) && !Number.isNaN(Date.parse(part)));
}
