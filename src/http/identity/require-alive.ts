import type { Answer } from '../answer.js';
import type { Caller } from './caller.js';
import { keyRejection } from './key-rejection.js';

/** Refuses to answer a caller whose life ended while it waited, as every later request of it is refused. */
export function requireAlive({ life }: Caller, reply: Answer): void {
  if (!life.over) return;
  reply.header('www-authenticate', 'Bearer');
  throw keyRejection();
}
