/** One command of the command line. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints, ending in a newline; the summary when there is nothing more to say. */
  readonly usage?: string;
  /** @returns the exit code of the process. Throws StartError for what the caller can put right. */
  run(args: readonly string[]): Promise<number>;
}
