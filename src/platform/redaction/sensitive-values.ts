import { REDACTED, SENSITIVE_KEY } from './sensitive-keys.js';

/**
 * A sensitive key with what separates it from its value: quotes around the key (escaped ones too, as in JSON within
 * JSON), then `:` or `=`. A key may end a longer name (`X-Api-Key`), but not begin one (`claim_token_hash`).
 */
const KEY = new RegExp(`(?<![A-Za-z0-9])(?:${SENSITIVE_KEY})[\\\\"']{0,8}[ \\t]{0,8}[:=][ \\t]{0,8}`, 'gi');
const OPENING_QUOTE = /\\{0,7}["']/y;
const BARE_VALUE = /[^\s,;&"']+/y;
const LITERAL = /[-+.\w]+/y;
const ADJOINING = /\w+/y;

/** Masks the value after every sensitive key, quoted or bare. One pass, linear in the length of the text. */
export function redactSensitiveValues(text: string): string {
  let result = '';
  let done = 0;
  KEY.lastIndex = 0;
  for (let match = KEY.exec(text); match; match = KEY.exec(text)) {
    const start = match.index + match[0].length;
    const value = valueAt(text, start, /["']/.test(match[0]));
    if (!value) continue;
    result += text.slice(done, start) + value.masked;
    done = value.end;
    KEY.lastIndex = done;
  }
  return result + text.slice(done);
}

interface MaskedValue {
  readonly masked: string;
  readonly end: number;
}

function valueAt(text: string, start: number, quotedKey: boolean): MaskedValue | undefined {
  const quote = stickyMatch(OPENING_QUOTE, text, start);
  if (quote !== undefined) {
    const { at, closed } = closingQuote(text, start + quote.length, quote);
    return { masked: quote + REDACTED + (closed ? quote : ''), end: closed ? withAdjoining(text, at) : at };
  }
  if (quotedKey) return jsonValueAt(text, start);
  const bare = stickyMatch(BARE_VALUE, text, start);
  return bare === undefined ? undefined : { masked: REDACTED, end: start + bare.length };
}

/** An unquoted JSON value after a quoted key: an object or array as a whole, or a literal. */
function jsonValueAt(text: string, start: number): MaskedValue | undefined {
  const opening = text[start];
  if (opening === '{' || opening === '[') {
    return { masked: `"${REDACTED}"`, end: withAdjoining(text, closingBracket(text, start)) };
  }
  const literal = stickyMatch(LITERAL, text, start);
  return literal === undefined ? undefined : { masked: `"${REDACTED}"`, end: start + literal.length };
}

/** The end of a quoted value; one that is not closed ends with its line. */
function closingQuote(text: string, from: number, quote: string): { readonly at: number; readonly closed: boolean } {
  for (let i = from; i < text.length; i++) {
    if (text.startsWith(quote, i)) return { at: i + quote.length, closed: true };
    if (endsLine(text[i])) return { at: i, closed: false };
    if (quote.length === 1 && text[i] === '\\' && !endsLine(text[i + 1])) i++;
  }
  return { at: text.length, closed: false };
}

function endsLine(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}

function closingBracket(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const character = text[i];
    if (quoted) {
      if (character === '\\') i++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return i + 1;
  }
  return text.length;
}

/** Text right behind a closed value means that quotes or brackets were paired wrongly: it goes with the value. */
function withAdjoining(text: string, end: number): number {
  return end + (stickyMatch(ADJOINING, text, end)?.length ?? 0);
}

function stickyMatch(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
