import type { OutputLine } from './line-splitter.js';
import { cutAt, fitIntoJson, jsonBytes, RESULT_BYTES, withoutNul } from './text-limits.js';

const ERROR_LINES = 20;
const ERROR_LENGTH = 4_000;
const CUT_NOTE = '\n[taskledger work: the output was longer]';

/** How a command ended: with an exit code, or by a signal. */
export interface CommandExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** Keeps of a command's output what its result or its error is made of, and no more than that. */
export class CommandOutput {
  private printed = '';
  private printedMore = false;
  private last: OutputLine | undefined;
  private readonly errorLines: string[] = [];

  standardOutput({ text, cut }: OutputLine): void {
    if (text.trim() !== '') this.last = { text, cut };
    const room = RESULT_BYTES - this.printed.length;
    this.printedMore ||= cut || text.length + 1 > room;
    this.printed += cutAt(`${text}\n`, Math.max(0, room));
  }

  standardError({ text }: OutputLine): void {
    if (text.trim() === '') return;
    this.errorLines.push(cutAt(text, ERROR_LENGTH));
    if (this.errorLines.length > ERROR_LINES) this.errorLines.shift();
  }

  /**
   * What the run is completed with: the JSON value on the last line that is not blank, else everything printed as one
   * text, cut where it is too long for a result; undefined when nothing was printed.
   */
  result(): unknown {
    if (this.last === undefined) return undefined;
    const value = this.last.cut ? undefined : parsed(this.last.text);
    if (value !== undefined && jsonBytes(value) <= RESULT_BYTES) return value;
    return fitIntoJson(withoutNul(this.printed.trimEnd()), RESULT_BYTES, CUT_NOTE, this.printedMore);
  }

  /** What the run fails with: how the command ended and what it said last on standard error. */
  error(exit: CommandExit): string {
    const said = withoutNul(this.errorLines.join('\n').trim());
    const ended = exit.signal === null ? `exit code ${exit.code}` : `killed by ${exit.signal}`;
    return said === '' ? ended : `${ended}: ${lastCharacters(said, ERROR_LENGTH)}`;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function lastCharacters(text: string, length: number): string {
  const from = text.length - length;
  if (from <= 0) return text;
  const first = text.charCodeAt(from);
  return `…${text.slice(first >= 0xdc00 && first <= 0xdfff ? from + 1 : from)}`;
}
