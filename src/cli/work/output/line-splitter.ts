import { StringDecoder } from 'node:string_decoder';

/** One line of output; `cut` when it was longer than what is kept of a line. */
export interface OutputLine {
  readonly text: string;
  readonly cut: boolean;
}

/** How many characters of a line are kept: as many as a result may have bytes. */
export const KEPT_LINE_LENGTH = 65_536;

/** Cuts output into lines of bounded length, however the bytes come and whether or not there is ever a line end. */
export class LineSplitter {
  private readonly decoder = new StringDecoder('utf8');
  private line = '';
  private cut = false;

  /** The lines that the chunk completes. */
  push(chunk: Buffer): OutputLine[] {
    return this.take(this.decoder.write(chunk));
  }

  /** The last line, when it has no line end. */
  end(): OutputLine[] {
    const lines = this.take(this.decoder.end());
    return this.line === '' ? lines : [...lines, this.finish()];
  }

  private take(text: string): OutputLine[] {
    const pieces = text.split('\n');
    const lines: OutputLine[] = [];
    pieces.forEach((piece, i) => {
      this.append(piece);
      if (i < pieces.length - 1) lines.push(this.finish());
    });
    return lines;
  }

  private append(piece: string): void {
    const room = KEPT_LINE_LENGTH - this.line.length;
    this.cut ||= piece.length > room;
    this.line += piece.slice(0, room);
  }

  private finish(): OutputLine {
    const finished = { text: asShown(this.line), cut: this.cut };
    this.line = '';
    this.cut = false;
    return finished;
  }
}

/** A line that writes over itself, as progress bars do, counts as it is shown last. */
function asShown(line: string): string {
  const text = line.replace(/\r+$/, '');
  return text.slice(text.lastIndexOf('\r') + 1);
}
