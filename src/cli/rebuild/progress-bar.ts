import type { RebuildProgress } from '../../ledger/followers/rebuild/rebuild.js';

const WIDTH = 24;

/** Where a progress bar is drawn: a terminal, or not at all. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** One line for a rebuild that is under way: how far, how fast, how long still. */
export class ProgressBar {
  private begun: { readonly at: number; readonly events: number } | undefined;
  private drawn = false;

  constructor(
    private readonly screen: Screen,
    private readonly now: () => number = () => performance.now(),
  ) {}

  show(progress: RebuildProgress): void {
    if (this.screen.isTTY !== true) return;
    // What an earlier attempt did takes no time of this one.
    this.begun ??= { at: this.now(), events: progress.eventsDone };
    const seconds = (this.now() - this.begun.at) / 1000;
    this.screen.write(`\r\u001b[K${progressLine(progress, progress.eventsDone - this.begun.events, seconds)}`);
    this.drawn = true;
  }

  end(): void {
    if (this.drawn) this.screen.write('\r\u001b[K');
  }
}

/** Such as `inbox [######      ] 50 % 500000 of 1000000 events, 42000/s, 12 s left`. */
export function progressLine(
  { name, eventsDone, eventsTotal }: RebuildProgress,
  done: number,
  seconds: number,
): string {
  const share = eventsTotal === 0 ? 1 : Math.min(1, eventsDone / eventsTotal);
  const filled = Math.round(share * WIDTH);
  const bar = `[${'#'.repeat(filled)}${' '.repeat(WIDTH - filled)}]`;
  const far = `${name} ${bar} ${Math.floor(share * 100)} % ${eventsDone} of ${eventsTotal} events`;
  if (done === 0 || seconds === 0) return far;
  const rate = done / seconds;
  const left = Math.ceil(Math.max(0, eventsTotal - eventsDone) / rate);
  return `${far}, ${Math.round(rate)}/s, ${left} s left`;
}
