/** The process that makes the load of a bench; see load.mjs for what it can be asked. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** @returns `ask(job)`, which answers its figures, and `end()`. */
export function startLoad(program = 'load.mjs') {
  const child = fork(join(import.meta.dirname, program));
  const ask = async (job) => {
    child.send(job);
    const [answer] = await once(child, 'message');
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.figures;
  };
  return { ask, end: () => child.kill() };
}
