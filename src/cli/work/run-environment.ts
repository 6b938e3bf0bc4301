import type { Claim } from '../../client/index.js';

/** The worker's own environment with the ids of the run, so that a command needs no JSON for the simplest things. */
export function runEnvironment(claim: Claim, url: string, agent: string): NodeJS.ProcessEnv {
  const { run, task } = claim;
  return {
    ...process.env,
    TASKLEDGER_URL: url,
    TASKLEDGER_AGENT: agent,
    TASKLEDGER_RUN_ID: run.id,
    TASKLEDGER_TASK_ID: task.id,
    TASKLEDGER_ATTEMPT: String(run.attempt),
    TASKLEDGER_SESSION_ID: run.session_id ?? '',
    TASKLEDGER_WORKSPACE_ID: task.workspace_id ?? '',
    TASKLEDGER_CHANNEL: run.coordination_channel_id ?? '',
  };
}
