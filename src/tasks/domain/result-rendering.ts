import type { Json } from '../../ledger/event.js';
import type { ResponseFormat } from './run-options.js';

/** A text is not read as JSON that nests deeper than what callers may send. */
const MAX_DEPTH = 64;
const NAMES_OF_TEXT = ['text', 'result'];

/**
 * A result as a compatibility front answers it and as its schema sees it (`http.md` 11.5). `json`: as it is, but a text
 * that is a JSON object or array is that. `text`: a text as it is, an object with nothing but a `text` or `result` that is
 * a text as that text, everything else as compact JSON. No result is null.
 */
export function renderResult(result: Json | undefined, format: ResponseFormat): Json {
  if (result === undefined || result === null) return null;
  return format === 'json' ? asJson(result) : asText(result);
}

function asJson(result: Json): Json {
  if (typeof result !== 'string' || !/^\s*[[{]/.test(result) || nestsTooDeep(result)) return result;
  try {
    return JSON.parse(result, withoutClaimTokens) as Json;
  } catch {
    return result;
  }
}

/** A text says what it likes; once it is read, what is never shown of JSON is not shown of it either (`http.md` 7). */
function withoutClaimTokens(key: string, value: unknown): unknown {
  return key.trim().toLowerCase() === 'claim_token' ? undefined : value;
}

function asText(result: Json): string {
  if (typeof result === 'string') return result;
  return textAlone(result) ?? JSON.stringify(result);
}

function textAlone(result: Json): string | undefined {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return undefined;
  const [member, ...others] = Object.entries(result);
  if (!member || others.length > 0) return undefined;
  const [name, value] = member;
  return NAMES_OF_TEXT.includes(name) && typeof value === 'string' ? value : undefined;
}

/** Looks at brackets outside of texts alone: whether it is JSON at all is seen afterwards. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '\\' && quoted) i++;
    else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '[' || character === '{')) depth++;
    else if (!quoted && (character === ']' || character === '}')) depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
