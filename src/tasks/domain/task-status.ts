import { isLater, isTerminal } from './run-status.js';
import { STATUS_RULES, type StatusFacts, type StatusRule, WORK, type Work } from './status-rules.js';
import type { RunState, TaskState } from './task-state.js';
import { TASK_STATUSES, type TaskStatus } from './vocabulary.js';

/** What the derivation of a task's status looks at. */
export type StatusInputs = Pick<
  TaskState,
  'status' | 'approval_policy' | 'approval_state' | 'max_attempts' | 'runs' | 'dependencies'
>;

export function isClosed(status: TaskStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'canceled';
}

/** The number that the next run would carry; the first is 1 (`runs.md` 2.1). */
export function nextAttempt(runs: readonly RunState[]): number {
  return runs.reduce((highest, run) => Math.max(highest, run.attempt), 0) + 1;
}

export function attemptsExhausted(task: Pick<TaskState, 'runs' | 'max_attempts'>): boolean {
  return nextAttempt(task.runs) > task.max_attempts;
}

/** An approval that is wanted and not given, rejected included, or a dependency that is not completed. */
export function isBlocked(task: StatusInputs): boolean {
  if (task.approval_policy === 'manual' && task.approval_state !== 'approved') return true;
  return task.dependencies.some((dependency) => !dependency.satisfied);
}

/** The task's status from its runs, approval and dependencies: the first line of `STATUS_RULES` that fits. */
export function deriveStatus(task: StatusInputs): TaskStatus {
  return ANSWERS[task.status][workOf(task.runs)][caseOf(attemptsExhausted(task), isBlocked(task))];
}

/** The status that follows from these facts. */
export function statusOf(facts: StatusFacts): TaskStatus {
  const fits = ({ when }: StatusRule) => FACTS.every((fact) => when[fact] === undefined || when[fact] === facts[fact]);
  const rule = STATUS_RULES.find(fits);
  if (!rule) throw new Error('the last rule fits everything');
  return rule.then;
}

const FACTS = ['stored', 'work', 'exhausted', 'blocked'] as const;

type Case = 'open' | 'blocked' | 'exhausted' | 'both';

function caseOf(exhausted: boolean, blocked: boolean): Case {
  if (exhausted) return blocked ? 'both' : 'exhausted';
  return blocked ? 'blocked' : 'open';
}

/** The table worked out for all facts there can be: every command asks it, several times. */
const ANSWERS = byWord(TASK_STATUSES, (stored) =>
  byWord(WORK, (work): Readonly<Record<Case, TaskStatus>> => {
    const answer = (exhausted: boolean, blocked: boolean) => statusOf({ stored, work, exhausted, blocked });
    return {
      open: answer(false, false),
      blocked: answer(false, true),
      exhausted: answer(true, false),
      both: answer(true, true),
    };
  }),
);

function byWord<Word extends string, T>(words: readonly Word[], make: (word: Word) => T): Readonly<Record<Word, T>> {
  return Object.fromEntries(words.map((word) => [word, make(word)])) as Record<Word, T>;
}

function workOf(runs: readonly RunState[]): Work {
  let waiting = false;
  let latest: RunState | undefined;
  let ended: Work = 'none';
  for (const run of runs) {
    const { status } = run;
    if (status === 'starting' || status === 'running') return 'working';
    if (!isTerminal(status)) waiting = true;
    else if (!latest || isLater(run, latest)) {
      latest = run;
      ended = status;
    }
  }
  return waiting ? 'waiting' : ended;
}
