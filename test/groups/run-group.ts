import { join } from 'node:path';
import { filesOfGroup } from './grouping.mjs';

/** Defines the tests of the group's files, each file's hooks for itself alone. */
export function runGroup(kind: 'unit' | 'database', index: number): void {
  for (const file of filesOfGroup(kind, index)) {
    describe(file, () => {
      jest.requireActual(join(__dirname, '..', file));
    });
  }
}
