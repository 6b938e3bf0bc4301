import type { Json } from '../../../ledger/event.js';
import { Rejection } from '../../../ledger/rejection.js';
import type { Verdict } from '../review-events.js';

/** A verdict as it was submitted. */
export interface SubmittedVerdict extends Omit<Verdict, 'missing_work'> {
  /** Any JSON; nothing counts as an empty list. */
  readonly missing_work?: Json;
}

/**
 * The verdict, held to the rules on its content (`reviews.md` A.7): `missing_work` is a list of texts that are not blank;
 * an approval leaves none, a rejection says what is missing or what to do. Refused: `validation_failed`.
 */
export function readVerdict({ missing_work, ...verdict }: SubmittedVerdict): Verdict | Rejection {
  const missing = readMissingWork(missing_work);
  if (missing instanceof Rejection) return missing;
  if (verdict.outcome === 'approved' && missing.length > 0) return invalid('missing_work must be empty when approved');
  if (verdict.outcome === 'rejected' && missing.length === 0 && verdict.next_round_guidance === undefined) {
    return invalid('missing_work or next_round_guidance is required when rejected');
  }
  return { ...verdict, missing_work: missing };
}

function readMissingWork(json: Json | undefined): readonly string[] | Rejection {
  if (json === undefined || json === null) return [];
  if (!Array.isArray(json)) return invalid('missing_work must be an array of strings');
  const items: string[] = [];
  for (const [n, item] of (json as readonly Json[]).entries()) {
    if (typeof item !== 'string') return invalid(`missing_work[${n}] must be a string`);
    const text = item.trim();
    if (text === '') return invalid(`missing_work[${n}] must not be blank`);
    items.push(text);
  }
  return items;
}

/** Whether two verdicts say the same; how sure each was is not compared (`reviews.md` A.7). */
export function sameVerdict(a: Verdict, b: Verdict): boolean {
  return (
    a.delivery_id === b.delivery_id &&
    a.outcome === b.outcome &&
    a.reason === b.reason &&
    a.next_round_guidance === b.next_round_guidance &&
    a.review_text === b.review_text &&
    a.missing_work.length === b.missing_work.length &&
    a.missing_work.every((item, n) => item === b.missing_work[n])
  );
}

function invalid(problem: string): Rejection {
  return new Rejection('validation_failed', `submit_task_run_review_verdict.verdict.${problem}`);
}
