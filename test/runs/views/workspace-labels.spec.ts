import fc from 'fast-check';
import { OTHER, WorkspaceLabels } from '../../../src/runs/views/workspace-labels.js';

type Depths = Readonly<Record<string, number>>;

const chosen = (labels: WorkspaceLabels, depths: Depths): string[] => {
  const labelOf = labels.choose(new Map(Object.entries(depths)));
  return Object.keys(depths).filter((id) => labelOf(id) === id);
};

it('names the deepest queues', () => {
  expect(chosen(new WorkspaceLabels(2), { a: 1, b: 3, c: 2 })).toEqual(['b', 'c']);
  expect(chosen(new WorkspaceLabels(2), { b: 1, a: 1, c: 1 }).sort()).toEqual(['a', 'b']);
});

it('keeps the names of those that have something queued, however little', () => {
  const labels = new WorkspaceLabels(1);
  chosen(labels, { a: 1 });
  expect(chosen(labels, { a: 1, b: 1_000 })).toEqual(['a']);
});

it('keeps the name of an idle one until another needs it', () => {
  const labels = new WorkspaceLabels(2);
  chosen(labels, { a: 2, b: 1 });
  expect(chosen(labels, { b: 1 })).toEqual(['b']);
  expect(chosen(labels, { a: 1, b: 1, c: 9 })).toEqual(['a', 'b']);
  chosen(labels, { b: 1 });
  expect(chosen(labels, { b: 1, c: 9 })).toEqual(['b', 'c']);
  expect(chosen(labels, { a: 9, b: 1, c: 1 })).toEqual(['b', 'c']);
});

it('names none where none may be named', () => {
  const labelOf = new WorkspaceLabels(0).choose(new Map([['a', 1]]));
  expect(labelOf('a')).toBe(OTHER);
});

it('never names more than it may, and always as many as there are', () => {
  const depths = fc.dictionary(fc.constantFrom(...'abcdefgh'), fc.integer({ min: 1, max: 9 }));
  fc.assert(
    fc.property(fc.nat(5), fc.array(depths, { minLength: 1, maxLength: 8 }), (most, readings) => {
      const labels = new WorkspaceLabels(most);
      for (const reading of readings) {
        expect(chosen(labels, reading)).toHaveLength(Math.min(most, Object.keys(reading).length));
      }
    }),
  );
});
