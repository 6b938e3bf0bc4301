import { readdirSync } from 'node:fs';
import { aloneFiles, expectedSeconds, filesOfGroup, GROUPS, unknownFiles } from './grouping.mjs';

const KINDS = ['unit', 'database'] as const;
const numbersOf = (kind: (typeof KINDS)[number]) => Array.from({ length: GROUPS[kind] }, (_, i) => i + 1);

it('has every test file run once, alone or in a group', () => {
  const grouped = KINDS.flatMap((kind) => numbersOf(kind).flatMap((index) => filesOfGroup(kind, index)));
  const all = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /(?:\.|-)spec\.ts$/.test(path));
  expect([...grouped, ...aloneFiles()].sort()).toEqual(all.sort());
});

it('has a file for every group', () => {
  const files = readdirSync(__dirname).filter((name) => name.endsWith('.group.ts'));
  expect(files.sort()).toEqual(KINDS.flatMap((kind) => numbersOf(kind).map((n) => `${kind}-${n}.group.ts`)).sort());
});

it('knows how long files take that there are, and gives each group about as much to do', () => {
  expect(unknownFiles()).toEqual([]);
  const seconds = numbersOf('database').map((index) => expectedSeconds(`groups/database-${index}.group.ts`));
  expect(Math.max(...seconds) / Math.min(...seconds)).toBeLessThan(1.5);
});
