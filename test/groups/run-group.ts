import { join } from 'node:path';
import { filesOfGroup } from './grouping.mjs';

/** Files set their own time limits; in a group the last of them would hold for all. */
const LONGEST_TEST_MS = 600_000;

/** Defines the tests of the group's files, each file's hooks for itself alone. */
export function runGroup(kind: 'unit' | 'database', index: number): void {
  for (const file of filesOfGroup(kind, index)) {
    describe(file, () => {
      jest.requireActual(join(__dirname, '..', file));
    });
  }
  jest.setTimeout(LONGEST_TEST_MS);
}
