import type { ErrorObject } from 'ajv';
import { scrubClaimTokens } from '../../platform/redaction/redact.js';

/** Places that are named at most (`http.md` 11.6). */
const MAX_PLACES = 10;
const MAX_LENGTH = 200;
/** Rules whose own words repeat what the schema's author wrote at length. */
const PLAIN: Readonly<Record<string, string>> = {
  pattern: 'must match its pattern',
  const: 'must be the one allowed value',
};

/**
 * What is wrong, as a list of places and the rule that each breaks, such as `/items/0/price must be number`. `whole` is
 * what the place without a name is called. Never a value: rules speak of the schema, and places of names alone.
 */
export function rulesBroken(errors: readonly ErrorObject[], whole: string): string[] {
  const lines = new Set<string>();
  for (const error of errors) {
    if (lines.size === MAX_PLACES) break;
    lines.add(line(error, whole));
  }
  return [...lines];
}

function line({ instancePath, keyword, message = `must satisfy ${keyword}` }: ErrorObject, whole: string): string {
  const place = instancePath === '' ? whole : cut(scrubClaimTokens(instancePath));
  return `${place} ${cut(scrubClaimTokens(PLAIN[keyword] ?? message))}`;
}

function cut(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
}
