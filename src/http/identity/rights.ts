import type { Role } from '../../access/domain/vocabulary.js';

/**
 * What an operation asks for (`registries.md` 5): `read` every GET and stream; `agent` sessions, agent operations,
 * children and runs; `write` everything else on tasks, runs, reviews, scheduler, registries; `admin` keys.
 */
export type Right = 'read' | 'agent' | 'write' | 'admin';

const RIGHTS: Readonly<Record<Role, readonly Right[]>> = {
  viewer: ['read'],
  agent: ['read', 'agent'],
  operator: ['read', 'agent', 'write'],
  admin: ['read', 'agent', 'write', 'admin'],
};

export function mayDo(role: Role, right: Right): boolean {
  return RIGHTS[role].includes(right);
}
