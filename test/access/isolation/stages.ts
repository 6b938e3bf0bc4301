/** Things in the state that an operation needs, so that calls are not only refused. All of them are of the caller's own. */
import type { Run } from '../../../src/client/types.js';
import { wanted } from '../../support/place.js';
import { needsAttention } from '../../runs/support/force.js';
import type { Party, World } from './world.js';

type Stage = (stages: Stages, party: Party) => Promise<string>;

/** What goes into the path of an operation, by its name. */
const STAGES: readonly (readonly [RegExp, Stage])[] = [
  [/^publishTask$/, (stages, party) => stages.task(party, { draft: true })],
  [/^(?:approve|reject)Task$/, (stages, party) => stages.task(party, { approval_policy: 'manual' })],
  [/^(?:startTask|deleteTask|enqueueTaskRun)$/, (stages, party) => stages.task(party)],
  [/^(?:complete|fail|heartbeat|release|report)AgentTaskRun/, (stages, party) => stages.held(party)],
  [/^(?:claimTaskRun|forceFailTaskRun|cancelTaskRun)$/, async (stages, party) => (await stages.queued(party)).id],
  [/^(?:startTaskRun|attachTaskRunSession|forceReleaseTaskRun)$/, (stages, party) => stages.claimed(party)],
  [/^(?:complete|fail)TaskRun$/, (stages, party) => stages.running(party)],
  [/^retryTaskRun$/, (stages, party) => stages.failed(party)],
  [/^recoverTaskRun$/, (stages, party) => stages.stuck(party)],
];

export class Stages {
  constructor(private readonly world: World) {}

  /** The id of something new that the operation can be called with; undefined where none is needed. */
  async of(operation: string, party: Party): Promise<string | undefined> {
    const [, stage] = STAGES.find(([known]) => known.test(operation)) ?? [];
    return stage?.(this, party);
  }

  task(party: Party, members: object = {}): Promise<string> {
    return this.world.task(party, members);
  }

  /** In no channel that anybody waits in for work. */
  async queued(party: Party): Promise<Run> {
    const start = party.keys.operator.post(`/api/tasks/${await this.task(party)}/start`);
    return (await wanted<{ run: Run }>(start, 201)).run;
  }

  /** By an agent that calls for the party from now on. */
  async held(party: Party): Promise<string> {
    await this.queued(party);
    const agent = await this.world.agent(party);
    party.agents.push(agent);
    const claim = party.keys.agent.as(agent).post('/api/agent/tasks/claim-next');
    return (await wanted<{ claim: { run: Run } }>(claim, 200)).claim.run.id;
  }

  async failed(party: Party): Promise<string> {
    const run = await this.held(party);
    const agent = party.agents.at(-1);
    if (!agent) throw new Error(`${party.mark} has no agent`);
    const error = this.world.words(party);
    await wanted(party.keys.agent.as(agent).post(`/api/agent/tasks/${run}/fail`, { error }), 200);
    return run;
  }

  async claimed(party: Party): Promise<string> {
    const { id } = await this.queued(party);
    await wanted(party.keys.operator.post(`/api/task-runs/${id}/claim`), 200);
    return id;
  }

  async running(party: Party): Promise<string> {
    const id = await this.claimed(party);
    await wanted(party.keys.operator.post(`/api/task-runs/${id}/start`), 200);
    return id;
  }

  async stuck(party: Party): Promise<string> {
    const run = await this.queued(party);
    await needsAttention(this.world.service, run);
    return run.id;
  }
}
