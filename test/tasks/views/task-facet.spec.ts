import fc from 'fast-check';
import { APPROVAL_STATES, OWNER_KINDS, PRIORITIES, TASK_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import {
  type Faceted,
  type FacetFilter,
  facetOf,
  facetsOf,
  isEveryFacet,
  rangeOf,
} from '../../../src/tasks/views/task-facet.js';

const faceted: fc.Arbitrary<Faceted> = fc.record({
  status: fc.constantFrom(...TASK_STATUSES),
  priority: fc.constantFrom(...PRIORITIES),
  approval_state: fc.constantFrom(...APPROVAL_STATES),
  owner_kind: fc.option(fc.constantFrom(...OWNER_KINDS), { nil: undefined }),
});
const filter: fc.Arbitrary<FacetFilter> = fc.record({
  status: fc.option(fc.constantFrom(...TASK_STATUSES), { nil: undefined }),
  priority: fc.option(fc.constantFrom(...PRIORITIES), { nil: undefined }),
  approval_state: fc.option(fc.constantFrom(...APPROVAL_STATES), { nil: undefined }),
  owner_kind: fc.option(fc.constantFrom(...OWNER_KINDS), { nil: undefined }),
  include_drafts: fc.option(fc.boolean(), { nil: undefined }),
});

function matches(task: Faceted, wanted: FacetFilter): boolean {
  const words = ['status', 'priority', 'approval_state', 'owner_kind'] as const;
  if (words.some((word) => wanted[word] !== undefined && wanted[word] !== task[word])) return false;
  return task.status !== 'draft' || wanted.status !== undefined || wanted.include_drafts === true;
}

describe('the facet of a task', () => {
  it('is another one for every combination', () => {
    expect(new Set(facetsOf({ include_drafts: true })).size).toBe(8 * 4 * 4 * 7);
  });

  it('is among those of a filter exactly when the task matches it', () => {
    fc.assert(
      fc.property(faceted, filter, (task, wanted) => {
        expect(facetsOf(wanted).includes(facetOf(task))).toBe(matches(task, wanted));
      }),
    );
  });

  it('is in the range of those that have no other between them', () => {
    const every = facetsOf({ include_drafts: true });
    fc.assert(
      fc.property(filter, (wanted) => {
        const facets = facetsOf(wanted);
        const range = rangeOf(facets);
        const between = every.filter((facet) => facet >= (facets[0] ?? 0) && facet <= (facets.at(-1) ?? 0));
        expect(range).toEqual(between.length === facets.length ? [facets[0], facets.at(-1)] : undefined);
        expect(isEveryFacet(facets)).toBe(facets.length === every.length);
      }),
    );
    expect(rangeOf(facetsOf({}))).toEqual([1000, 7336]);
    expect(rangeOf(facetsOf({ status: 'ready' }))).toEqual([3000, 3336]);
    expect(rangeOf(facetsOf({ priority: 'low' }))).toBeUndefined();
    expect(rangeOf([])).toBeUndefined();
  });

  it('is stored: no digit ever changes', () => {
    const plain: Faceted = { status: 'draft', priority: 'low', approval_state: 'not_required' };
    const of = (changes: Partial<Faceted>) => facetOf({ ...plain, ...changes });
    expect(TASK_STATUSES.map((status) => of({ status }))).toEqual([0, 1000, 2000, 3000, 4000, 5000, 6000, 7000]);
    expect(PRIORITIES.map((priority) => of({ priority }))).toEqual([0, 100, 200, 300]);
    expect(APPROVAL_STATES.map((approval_state) => of({ approval_state }))).toEqual([0, 10, 20, 30]);
    expect(OWNER_KINDS.map((owner_kind) => of({ owner_kind }))).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
