import { RUN_OPERATIONS, type RunDoor, type RunFence, type RunOperationRule } from './run-operations.js';
import { INITIAL_STATUSES, STATUS_RULES, STATUS_TRANSITIONS, type StatusRule, type Work } from './status-rules.js';

const INTRODUCTION = `# The status of a task

Generated from the table that the service decides by, with \`node scripts/write-status-diagram.mjs\`; do not edit.

A task's status is never set by hand: it follows from its runs, its approval and its dependencies, and is stored with the
event that changed one of them. A task that waits for another is told in the same commit. \`pending\` is a word of the
contract that no task ever has. Pausing changes no status, and neither do a task's children.`;

const RULES_HEAD = `## How it is derived

The first line that fits decides. "Blocked" is a task with manual policy whose approval is not given (pending or rejected),
or with a dependency that is not completed.`;

const WORK_WORDS: Readonly<Record<Work, string>> = {
  none: 'none yet',
  waiting: 'one is queued, claimed or needs attention',
  working: 'one is starting or running',
  completed: 'none open, the latest completed',
  failed: 'none open, the latest failed',
  canceled: 'none open, the latest was canceled',
};

const RUNS_HEAD = `## What may be done to a run

Whatever is not in this table is refused, and changes nothing. A run is **open** until it is completed, failed or canceled; a
task has at most one open run.`;

const DOORS: Readonly<Record<RunDoor, string>> = {
  agent: 'its agent session',
  operator: 'an operator',
  force: 'an operator, by force',
  service: 'the service',
};

const FENCES: Readonly<Record<RunFence, string>> = {
  lease: 'its session holds the active lease of exactly this run',
  holder_of_lease: 'a leased run: by its holder only',
  no_lease: 'the run has no lease, and had none when it ended',
  no_session: 'no session has the run',
  expired: 'its lease is over',
  session_ended: 'its session has stopped, or is not known',
  timed_out: 'the time that its call gave it is over',
  none: '',
};

/** The text of `docs/status.md`. */
export function statusDocumentation(): string {
  const parts = [
    INTRODUCTION,
    diagram(),
    RULES_HEAD,
    rules(),
    '## How it changes',
    transitions(),
    RUNS_HEAD,
    operations(),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** A Mermaid state diagram; arrows carry the events that people find in the timeline, without their `task.`. */
function diagram(): string {
  const begins = INITIAL_STATUSES.map((status) => `  [*] --> ${status} : created`);
  const changes = STATUS_TRANSITIONS.map(({ from, to, by }) => `  ${from} --> ${to} : ${by.map(short).join(', ')}`);
  return ['```mermaid', 'stateDiagram-v2', ...begins, ...changes, '  canceled --> [*]', '```'].join('\n');
}

function short(event: string): string {
  return event.replace('task.', '');
}

function rules(): string {
  const head = [
    '| rule | status before | runs | attempts left | blocked | status |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  return [...head, ...STATUS_RULES.map(ruleRow)].join('\n');
}

function ruleRow({ rule, when, then }: StatusRule): string {
  const { stored, work, exhausted, blocked } = when;
  const attempts = exhausted === undefined ? '' : yesOrNo(!exhausted);
  const words = [stored === undefined ? '' : `\`${stored}\``, work ? WORK_WORDS[work] : '', attempts];
  return `| ${[rule, ...words, blocked === undefined ? '' : yesOrNo(blocked), `\`${then}\``].join(' | ')} |`;
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}

function transitions(): string {
  const rows = STATUS_TRANSITIONS.map(
    ({ from, to, by }) => `| \`${from}\` | \`${to}\` | ${by.map((event) => `\`${event}\``).join(', ')} |`,
  );
  return ['| from | to | by |', '| --- | --- | --- |', ...rows].join('\n');
}

function operations(): string {
  const rows = Object.entries<RunOperationRule>(RUN_OPERATIONS).map(([name, { by, from, to, fence }]) => {
    const statuses = from.map((status) => `\`${status}\``).join(', ');
    return `| ${[name, DOORS[by], statuses, to ? `\`${to}\`` : 'stays', FENCES[fence]].join(' | ')} |`;
  });
  return ['| operation | by | from | to | if |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}
