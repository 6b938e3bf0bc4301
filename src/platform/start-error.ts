/**
 * Something outside the program keeps it from starting or going on: a taken port, an unreachable database, a bad
 * setting. The message is one clear line for the person at the terminal; no stack belongs to it.
 */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}
