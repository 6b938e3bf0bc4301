/**
 * Runs one piece of work for any number of callers: each gets a run that began after it asked. One runs, one may wait,
 * however many ask.
 */
export class Latest {
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(private readonly work: () => Promise<void>) {}

  run(): Promise<void> {
    if (!this.running) return (this.running = this.work().finally(() => (this.running = undefined)));
    return (this.next ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.run();
      }));
  }
}
