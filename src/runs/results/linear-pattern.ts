/**
 * Patterns of JSON Schema run by an engine whose time grows with the text alone (`http.md` 11.6). Its language is RE2's:
 * what ECMA-262 writes otherwise is translated, what cannot be run that way (look-around, back references) is refused.
 */
import { RE2JS } from 're2js';
import { translatePattern } from './translate-pattern.js';

/** Steps that all patterns of one schema may come to: each `{n}` writes what it repeats out n times. */
const MAX_STEPS = 10_000;

/** A pattern that cannot be run in linear time, or not in reasonable space. */
export class PatternRefused extends Error {
  override readonly name = 'PatternRefused';
}

/** A pattern as ajv asks for it, which tells patterns apart by their text. */
export class LinearPattern {
  constructor(
    private readonly pattern: string,
    private readonly engine: RE2JS,
  ) {}

  test(text: string): boolean {
    return this.engine.test(text);
  }

  toString(): string {
    return this.pattern;
  }
}

/** Makes the patterns of one schema, which together have one budget. The function throws `PatternRefused`. */
export function linearPatterns(): (pattern: string) => LinearPattern {
  const made = new Map<string, LinearPattern>();
  let left = MAX_STEPS;
  return (pattern) => {
    const known = made.get(pattern);
    if (known) return known;
    const { source, steps } = translatePattern(checked(pattern));
    left -= steps;
    if (left < 0) throw new PatternRefused('has patterns that repeat too much');
    const linear = new LinearPattern(pattern, compiled(source));
    made.set(pattern, linear);
    return linear;
  };
}

/** Only what ECMA-262 reads with its `u` flag goes on, so that nothing of RE2's own language comes in. */
function checked(pattern: string): string {
  try {
    new RegExp(pattern, 'u');
  } catch {
    throw new PatternRefused('has a pattern that is no regular expression');
  }
  return pattern;
}

function compiled(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch {
    throw new PatternRefused('has a pattern that cannot be run in linear time, or repeats more than 1,000 times');
  }
}
