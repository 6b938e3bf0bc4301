import { readFileSync } from 'node:fs';
import { statusDocumentation } from '../../../src/tasks/domain/status-documentation.js';
import {
  INITIAL_STATUSES,
  STATUS_RULES,
  STATUS_TRANSITIONS,
  type StatusFacts,
  WORK,
  type Work,
} from '../../../src/tasks/domain/status-rules.js';
import { deriveStatus, isBlocked, isClosed, statusOf } from '../../../src/tasks/domain/task-status.js';
import type { RunState, TaskState } from '../../../src/tasks/domain/task-state.js';
import { TASK_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { type Walk, walkAllTasks } from '../support/reachable-statuses.js';
import { run, taskWith } from '../support/task-histories.js';

const BOTH = [false, true];
const ALL_FACTS: StatusFacts[] = TASK_STATUSES.flatMap((stored) =>
  WORK.flatMap((work) => BOTH.flatMap((exhausted) => BOTH.map((blocked) => ({ stored, work, exhausted, blocked })))),
);
const RUN_OF: Readonly<Record<Exclude<Work, 'none'>, RunState['status'][]>> = {
  waiting: ['queued', 'claimed', 'needs_attention'],
  working: ['starting', 'running'],
  completed: ['completed'],
  failed: ['failed'],
  canceled: ['canceled'],
};

/** Tasks of which the facts are true. Attempts cannot be used up before there is a run. */
function tasksWith({ stored, work, exhausted, blocked }: StatusFacts): TaskState[] {
  const approval_state = blocked ? 'pending' : 'approved';
  const more = { status: stored, max_attempts: exhausted ? 1 : 2, approval_policy: 'manual', approval_state } as const;
  if (work === 'none') return exhausted ? [] : [taskWith([], more)];
  return RUN_OF[work].map((status) => taskWith([run({ status })], more));
}

describe('the rules of a status', () => {
  it('are each the first that fits somewhere', () => {
    const first = ({ when }: (typeof STATUS_RULES)[number], facts: StatusFacts) =>
      (Object.keys(when) as (keyof StatusFacts)[]).every((name) => when[name] === facts[name]);
    const used = ALL_FACTS.map((facts) => STATUS_RULES.findIndex((rule) => first(rule, facts)));
    expect(new Set(used)).toEqual(new Set(STATUS_RULES.keys()));
  });

  it('never answer pending, nor draft for a task that is none', () => {
    for (const facts of ALL_FACTS) {
      const status = statusOf(facts);
      expect(status).not.toBe('pending');
      expect(status === 'draft').toBe(facts.stored === 'draft');
      if (facts.stored === 'canceled') expect(status).toBe('canceled');
    }
  });

  it('are what a task is derived by', () => {
    for (const facts of ALL_FACTS) {
      for (const task of tasksWith(facts)) expect(deriveStatus(task)).toBe(statusOf(facts));
    }
  });
});

describe('the changes of a status', () => {
  let walk: Walk;
  beforeAll(() => {
    walk = walkAllTasks();
  });

  it('are exactly those that can happen, by the events that bring them', () => {
    const listed = STATUS_TRANSITIONS.flatMap(({ from, to, by }) => by.map((cause) => `${from} ${to} ${cause}`));
    const begun = INITIAL_STATUSES.map((status) => ` ${status} task.created`);
    expect([...walk.changes.keys()].sort()).toEqual([...begun, ...listed].sort());
  });

  it('leave every task with the status that derives from what it holds', () => {
    expect(walk.situations.length).toBeGreaterThan(300);
    for (const task of walk.situations) {
      expect(deriveStatus(task)).toBe(task.status);
      if (task.status === 'ready') expect(isBlocked(task)).toBe(false);
    }
  });

  it('reach every status but pending, and leave canceled never', () => {
    const reached = new Set(walk.situations.map((task) => task.status));
    expect([...reached].sort()).toEqual(TASK_STATUSES.filter((status) => status !== 'pending').sort());
    expect(STATUS_TRANSITIONS.filter(({ from }) => from === 'canceled')).toEqual([]);
    expect(TASK_STATUSES.filter(isClosed)).toEqual(['completed', 'failed', 'canceled']);
  });
});

describe('docs/status.md', () => {
  it('shows the tables as they are (node scripts/write-status-diagram.mjs)', () => {
    expect(readFileSync('docs/status.md', 'utf8')).toBe(statusDocumentation());
  });
});
