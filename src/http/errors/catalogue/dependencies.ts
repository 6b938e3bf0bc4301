import type { CataloguePart } from '../catalogue-entry.js';

export const DEPENDENCY_CODES = {
  dependency_not_found: {
    class: 'not_found',
    title: 'There is no such dependency',
    remedy: 'Read the task for its dependencies.',
  },
  self_dependency: {
    class: 'validation',
    title: 'A task cannot depend on itself',
    remedy: 'Name another task.',
  },
  dependency_exists: {
    class: 'validation',
    title: 'The dependency exists already',
    remedy: 'Nothing is left to do.',
  },
  dependency_cycle: {
    class: 'conflict',
    title: 'The dependency would close a cycle',
    remedy: 'Remove a dependency of the cycle first.',
  },
  too_many_dependencies: {
    class: 'conflict',
    title: 'The task has 32 dependencies already',
    remedy: 'Gather some of them behind another task.',
  },
  hierarchy_too_deep: {
    class: 'conflict',
    title: 'Children nest at most 8 levels deep',
    remedy: 'Create the task higher up.',
  },
  too_many_children: {
    class: 'conflict',
    title: 'The parent has 64 children already',
    remedy: 'Group the children beneath tasks between.',
  },
} as const satisfies CataloguePart;
