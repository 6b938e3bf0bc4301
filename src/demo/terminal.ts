import type { TimelineItem } from '../client/index.js';
import type { Row } from './board.js';

const startedAt = performance.now();
const coloured = process.stdout.isTTY && !process.env.NO_COLOR;

/** How far a smaller file is, is of no interest: it is done at once. */
const WORTH_WATCHING_BYTES = 1_000_000;

type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow';
const CODES: Record<Colour, number> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };

export function paint(colour: Colour, text: string): string {
  return coloured ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text;
}

export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** A heading between the parts of the demo. */
export function heading(text: string): void {
  say(`\n${paint('bold', text)}`);
}

/** One line of the live part: seconds since the start, who, what. */
export function sayLive(who: string, what: string): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5);
  say(`${paint('dim', `${seconds} s`)}  ${who.padEnd(5)}  ${what}`);
}

/** Says what an event means for its task, if people want to know. */
export function sayEvent(row: Row, item: TimelineItem): void {
  const words = inWords(row, item);
  if (words !== undefined) sayLive(item.actor.kind === 'daemon' ? '' : row.agent, words);
}

function inWords({ name, bytes, agent, percent, result }: Row, item: TimelineItem): string | undefined {
  switch (item.event_type) {
    case 'task.run_enqueued':
      return item.actor.kind === 'agent_session'
        ? paint('yellow', `its last file is done: ${name} is queued`)
        : undefined;
    case 'task.run_claimed':
      return `claimed    ${name}`;
    case 'task.run_progress':
      return bytes >= WORTH_WATCHING_BYTES && percent > 0
        ? paint('dim', `${String(percent).padStart(3)} %      ${name}`)
        : undefined;
    case 'task.run_completed':
      return `${paint('green', 'completed')}  ${name}: ${counted(result?.words ?? 0)} words`;
    case 'task.run_failed':
      return `${paint('red', 'failed')}     ${name}: ${item.run?.error ?? ''}`;
    case 'task.run_lease_expired':
      return paint('yellow', `the lease of ${agent} on ${name} ran out: back in the queue`);
    default:
      return undefined;
  }
}

/** Lines up columns; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const cells = [head, ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? counted(cell) : cell)))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  cells.forEach((row, index) => {
    const line = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return typeof rows[0]?.[column] === 'number' ? cell.padStart(width) : cell.padEnd(width);
    });
    const text = line.join('  ').trimEnd();
    say(index === 0 ? paint('dim', text) : text);
  });
}

function counted(number: number): string {
  return number.toLocaleString('en-US');
}
