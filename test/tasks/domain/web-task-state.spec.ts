import fc from 'fast-check';
import { RUN_STATUSES, TASK_STATUSES, type WebTaskState } from '../../../src/tasks/domain/vocabulary.js';
import { type WebTaskFacts, webTaskFailure, webTaskState } from '../../../src/tasks/domain/web-task-state.js';

const READY: WebTaskFacts = { task: 'completed', approval_pending: false, has_schemas: true, bound: true };
const AT_WORK = ['queued', 'claimed', 'starting', 'running'] as const;

type Line = [string, Partial<WebTaskFacts>, WebTaskState];

const LINES: readonly Line[] = [
  ['a canceled task', { task: 'canceled' }, 'failed'],
  ['a failed schema run', { schema_run: 'failed' }, 'failed'],
  ['a canceled schema run', { schema_run: 'canceled' }, 'failed'],
  ['a failed task without schemas', { task: 'failed', has_schemas: false }, 'failed'],
  ...AT_WORK.map((schema_run): Line => [`a ${schema_run} schema run`, { schema_run }, 'not_ready']),
  ['a schema run that needs attention', { schema_run: 'needs_attention' }, 'waiting_for_manual_completion'],
  ['a draft', { task: 'draft' }, 'waiting_for_manual_completion'],
  ['a pending approval', { task: 'blocked', approval_pending: true }, 'waiting_for_manual_completion'],
  ['a required secret without a binding', { bound: false }, 'waiting_for_manual_completion'],
  ['both schemas', {}, 'ready'],
  ['both schemas by a schema run', { schema_run: 'completed' }, 'ready'],
  ['a failed task with both schemas', { task: 'failed' }, 'ready'],
  ['a schema that is missing', { has_schemas: false }, 'not_ready'],
];

describe('the state of a web task', () => {
  it.each(LINES)('%s', (_, facts, state) => expect(webTaskState({ ...READY, ...facts })).toBe(state));

  it.each<Line>([
    ['a canceled task with an open schema run', { task: 'canceled', schema_run: 'queued' }, 'failed'],
    ['a failed schema run of a draft', { task: 'draft', schema_run: 'failed' }, 'failed'],
    ['a failed task without schemas or bindings', { task: 'failed', has_schemas: false, bound: false }, 'failed'],
    ['an open schema run of a blocked task', { schema_run: 'queued', approval_pending: true }, 'not_ready'],
    ['an open schema run of unbound slots', { schema_run: 'claimed', bound: false }, 'not_ready'],
    ['a draft without schemas', { task: 'draft', has_schemas: false }, 'waiting_for_manual_completion'],
    ['an unbound slot without schemas', { bound: false, has_schemas: false }, 'waiting_for_manual_completion'],
  ])('%s is what the first line says that fits', (_, facts, state) => {
    expect(webTaskState({ ...READY, ...facts })).toBe(state);
  });

  it('is ready only with both schemas, and has a failure when it is failed and only then', () => {
    const facts = fc.record<WebTaskFacts>(
      {
        task: fc.constantFrom(...TASK_STATUSES),
        approval_pending: fc.boolean(),
        has_schemas: fc.boolean(),
        schema_run: fc.constantFrom(...RUN_STATUSES),
        bound: fc.boolean(),
      },
      { requiredKeys: ['task', 'approval_pending', 'has_schemas', 'bound'] },
    );
    fc.assert(
      fc.property(facts, (some) => {
        const state = webTaskState(some);
        expect(state !== 'ready' || some.has_schemas).toBe(true);
        expect(webTaskFailure(some) !== undefined).toBe(state === 'failed');
      }),
    );
  });
});
