import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { StartError } from './start-error.js';

/**
 * Makes the home directory if it is missing. As root others may enter (not list) it, because Postgres runs as another
 * user there; a directory that somebody else made keeps its mode.
 * @throws StartError when it cannot be made.
 */
export function ensureHomeDirectory(home: string): void {
  const mode = process.geteuid?.() === 0 ? 0o711 : 0o700;
  try {
    if (mkdirSync(home, { recursive: true, mode }) !== undefined) chmodSync(home, mode);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new StartError(`the home directory ${home} cannot be made: ${code}`);
  }
}

/** Writes a file of mode 0600 that is either whole or not there. */
export function writeFileAtomically(file: string, content: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, content, { mode: 0o600, flush: true });
  renameSync(temporary, file);
}
