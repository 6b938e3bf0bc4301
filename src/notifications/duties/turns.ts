/**
 * Lets a few at a time do something, the others wait in the order in which they came: work on the database beside that of
 * callers, who must not wait behind hundreds of it.
 */
export class Turns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly atOnce: number) {}

  async take<R>(act: () => Promise<R>): Promise<R> {
    if (this.running >= this.atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running += 1;
    try {
      return await act();
    } finally {
      // Whoever is next has this place; nobody slips in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
