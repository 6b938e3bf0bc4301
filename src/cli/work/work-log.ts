/** Writes one line for people. */
export type WorkLog = (line: string) => void;

/** Lines on standard error, with the local time in front. */
export function terminalLog(): WorkLog {
  return (line) => {
    const time = new Date().toTimeString().slice(0, 8);
    process.stderr.write(`${time} ${line}\n`);
  };
}

export function withPrefix(log: WorkLog, prefix: string): WorkLog {
  return (line) => log(`${prefix} ${line}`);
}
