import type { Readable } from 'node:stream';
import { LineSplitter, type OutputLine } from './line-splitter.js';

/** Output that is still open and silent for so many ticks of so many ms after the command's end is no longer read. */
const TICK_MS = 500;
const SILENT_TICKS = 3;

export interface OutputReader {
  readonly line: (line: OutputLine) => void;
  /** Reading goes on when this resolves, so that the command is held up by whoever takes its lines. */
  readonly room: () => Promise<void>;
}

/**
 * Reads one output of a command to its end. Programs that the command left behind may hold it open; after `exited` it
 * is given up once it is silent.
 */
export async function readOutput(stream: Readable, exited: Promise<unknown>, reader: OutputReader): Promise<void> {
  const splitter = new LineSplitter();
  const silence = new SilenceWatch(exited, () => stream.destroy());
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      silence.pause();
      splitter.push(chunk).forEach(reader.line);
      await reader.room();
      silence.resume();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  } finally {
    silence.end();
    splitter.end().forEach(reader.line);
  }
}

/** Counts ticks rather than time, so that a stall of this process is not taken for silence. */
class SilenceWatch {
  private ticks = 0;
  private paused = false;
  private ended = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(exited: Promise<unknown>, giveUp: () => void) {
    void exited.then(() => {
      if (!this.ended) this.timer = setInterval(() => this.tick(giveUp), TICK_MS);
    });
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.ticks = 0;
  }

  end(): void {
    this.ended = true;
    clearInterval(this.timer);
  }

  private tick(giveUp: () => void): void {
    this.ticks = this.paused ? 0 : this.ticks + 1;
    if (this.ticks >= SILENT_TICKS) giveUp();
  }
}
