import type { ProviderChoice } from './execution-profile.js';
import type { RunState, TaskState } from './task-state.js';

/** Longest name of a session, in characters. */
const NAME = 128;

/** The agent of a session where neither profile nor owner names one. */
const SYSTEM_AGENT = 'system';

/** The session that a run is given when it is started without one (`runs.md` 2.6). */
export interface RunSession {
  readonly name: string;
  readonly agent_name: string;
  readonly workspace_id?: string;
  readonly channel?: string;
  readonly provider?: string;
  readonly model?: string;
}

/**
 * What the session of a run is to be, from its task and its owner, the run's channels, and what the worker section of
 * the task's profile chooses.
 */
export function sessionOfRun(task: TaskState, run: RunState, worker: ProviderChoice): RunSession {
  const channel = run.coordination_channel_id ?? run.network_channel ?? task.network_channel;
  return {
    name: sessionName(task, run),
    agent_name: worker.agent_name ?? (task.owner?.kind === 'pool' ? task.owner.ref : SYSTEM_AGENT),
    ...(task.workspace_id === undefined ? {} : { workspace_id: task.workspace_id }),
    ...(channel === undefined ? {} : { channel }),
    ...(worker.provider === undefined ? {} : { provider: worker.provider }),
    ...(worker.model === undefined ? {} : { model: worker.model }),
  };
}

/** `task:<title>#<attempt>`; a long title is cut, never the attempt. */
function sessionName({ title, identifier }: TaskState, { id, attempt }: RunState): string {
  const words = [title, identifier, id].find((name) => name !== undefined && name !== '') ?? id;
  const ending = `#${attempt}`;
  const left = NAME - 'task:'.length - ending.length;
  return `task:${[...words].slice(0, left).join('')}${ending}`;
}
