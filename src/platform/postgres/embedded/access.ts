import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ServerUser } from './server-user.js';

/** What the server's user must be able to do with a path; for directories `execute` means to enter. */
export type Need = 'read' | 'execute';

const BITS: Record<Need, number> = { read: 4, execute: 1 };

/** Whether the user (or we ourselves) can reach the path and use it; every directory above it must be enterable. */
export function isUsableBy(user: ServerUser | undefined, path: string, need: Need): boolean {
  try {
    if (!user) {
      accessSync(path, need === 'read' ? constants.R_OK : constants.X_OK);
      return true;
    }
    const real = realpathSync(path);
    return grants(user, real, need) && ancestors(real).every((directory) => grants(user, directory, 'execute'));
  } catch {
    return false;
  }
}

function grants(user: ServerUser, path: string, need: Need): boolean {
  const { uid, gid, mode } = statSync(path);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return ((mode >> shift) & BITS[need]) !== 0;
}

function ancestors(path: string): string[] {
  const above = dirname(path);
  return above === path ? [] : [above, ...ancestors(above)];
}
