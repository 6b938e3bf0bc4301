import { RE2_CATEGORIES } from './unicode-categories.js';

/** A pattern in RE2's words, and how many steps its program has at most. */
export interface TranslatedPattern {
  readonly source: string;
  readonly steps: number;
}

/** The spaces of ECMA-262's `\s`; RE2's are those of ASCII alone. */
const SPACES = '\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';
const NO_SPACES =
  '\\x00-\\x08\\x0e-\\x1f!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}' +
  '\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}';
const ANY = '[\\x00-\\x{10ffff}]';
const NOTHING = '[^\\x00-\\x{10ffff}]';
const NO_LINE_END = '[^\\n\\r\\x{2028}\\x{2029}]';

const ESCAPES = [
  String.raw`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`,
  String.raw`\\u[0-9a-fA-F]{4}`,
  String.raw`\\u\{[0-9a-fA-F]+\}`,
  String.raw`\\[pP]\{[^}]*\}`,
  String.raw`\\c[A-Za-z]`,
  String.raw`\\[\s\S]`,
];
const GROUPS = [String.raw`\(\?<(?![=!])[^>]*>`, String.raw`\(\?:`];
const REPETITION = String.raw`\{[0-9]+(?:,[0-9]*)?\}`;
const CLASS = String.raw`\[(?:\\[\s\S]|[^\]\\])*\]`;
const TOKENS = new RegExp([...ESCAPES, ...GROUPS, REPETITION, CLASS, String.raw`[\s\S]`].join('|'), 'gu');
const TOKENS_OF_CLASS = new RegExp([...ESCAPES, String.raw`[\s\S]`].join('|'), 'gu');

/**
 * Writes a pattern in RE2's words. It must be one that `new RegExp(pattern, 'u')` takes. What RE2 has no words for stays
 * as it is, and is refused by it.
 */
export function translatePattern(pattern: string): TranslatedPattern {
  const steps = new StepCount();
  let source = '';
  for (const [token] of pattern.matchAll(TOKENS)) {
    source += translated(token);
    steps.count(token);
  }
  return { source, steps: steps.total };
}

function translated(token: string): string {
  if (token === '.') return NO_LINE_END;
  if (token === '\\s') return `[${SPACES}]`;
  if (token === '\\S') return `[${NO_SPACES}]`;
  // What a group is called matters to nobody here.
  if (/^\(\?<./.test(token)) return '(';
  return token.length > 1 && token.startsWith('[') ? characterClass(token.slice(1, -1)) : escape(token);
}

function characterClass(content: string): string {
  if (content === '') return NOTHING;
  if (content === '^') return ANY;
  const negated = content.startsWith('^');
  const members = [...content.slice(negated ? 1 : 0).matchAll(TOKENS_OF_CLASS)].map(([token]) => member(token));
  return `[${negated ? '^' : ''}${members.join('')}]`;
}

function member(token: string): string {
  if (token === '\\s') return SPACES;
  if (token === '\\S') return NO_SPACES;
  if (token === '\\b') return '\\x08';
  // To RE2 these may open a named class, or negate the whole one.
  return token === '[' || token === '^' ? `\\${token}` : escape(token);
}

function escape(token: string): string {
  if (!token.startsWith('\\') || token.length === 1) return token;
  const pair = /^\\u([0-9a-fA-F]{4})\\u([0-9a-fA-F]{4})$/.exec(token);
  if (pair) return `\\x{${codePoint(pair[1], pair[2])}}`;
  const unit = /^\\u\{?([0-9a-fA-F]+)\}?$/.exec(token)?.[1];
  if (unit !== undefined) return `\\x{${unit}}`;
  if (/^\\c[A-Za-z]$/.test(token)) return `\\x{${((token.codePointAt(2) ?? 0) % 32).toString(16)}}`;
  if (token === '\\0') return '\\x00';
  const property = /^\\([pP])\{(?:(?:Script|sc|General_Category|gc)=)?([^}]*)\}$/.exec(token);
  if (!property) return token;
  const [, kind = 'p', name = ''] = property;
  return `\\${kind}{${RE2_CATEGORIES.get(name) ?? name}}`;
}

function codePoint(high = '', low = ''): string {
  return (String.fromCharCode(parseInt(high, 16), parseInt(low, 16)).codePointAt(0) ?? 0).toString(16);
}

/** Counts what a program comes to where repetitions are written out. */
class StepCount {
  private readonly outer: number[] = [];
  private sum = 1;
  private last = 0;

  get total(): number {
    return this.outer.reduce((total, sum) => total + sum, this.sum);
  }

  count(token: string): void {
    if (token.startsWith('(')) {
      this.outer.push(this.sum);
      this.sum = 2;
    } else if (token === ')') {
      const group = this.sum;
      this.sum = this.outer.pop() ?? 0;
      this.add(group);
    } else if (/^\{[0-9]/.test(token)) {
      const [least = 0, most = 0] = token.slice(1, -1).split(',').map(Number);
      this.sum += this.last * Math.max(least, most);
      this.last *= Math.max(least, most, 1);
    } else this.add(1);
  }

  private add(size: number): void {
    this.last = size;
    this.sum += size;
  }
}
