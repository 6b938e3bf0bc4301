/** Things in the state that an operation needs, so that calls are not only refused. All of them are of the caller's own. */
import type { Review, Run } from '../../../src/client/types.js';
import { wanted } from '../../support/place.js';
import { until } from '../../support/until.js';
import { needsAttention } from '../../runs/support/force.js';
import { OUTSIDE } from './ownership.js';
import type { Party, World } from './world.js';

type Stage = (stages: Stages, party: Party) => Promise<string>;

/** What goes into the path of an operation, by its name. */
const STAGES: readonly (readonly [RegExp, Stage])[] = [
  [/^publishTask$/, (stages, party) => stages.task(party, { draft: true })],
  [/^(?:approve|reject)Task$/, (stages, party) => stages.task(party, { approval_policy: 'manual' })],
  [/^(?:startTask|deleteTask|enqueueTaskRun|setTaskExecutionProfile)$/, (stages, party) => stages.task(party)],
  [/^(?:complete|fail|heartbeat|release|report)AgentTaskRun/, (stages, party) => stages.held(party)],
  [/^(?:claimTaskRun|forceFailTaskRun|cancelTaskRun)$/, async (stages, party) => (await stages.queued(party)).id],
  [/^(?:startTaskRun|attachTaskRunSession|forceReleaseTaskRun)$/, (stages, party) => stages.claimed(party)],
  [/^(?:complete|fail)TaskRun$/, (stages, party) => stages.running(party)],
  [/^(?:retryTaskRun|requestTaskRunReview)$/, (stages, party) => stages.failed(party)],
  [/^(?:runTask|deleteTaskResult)$/, (stages, party) => stages.task(party)],
  [/^runNumberedTask$/, (stages, party) => stages.number(party)],
  [/^(?:getWebTask|regenerateWebTask)$/, (stages, party) => stages.webTask(party)],
  [/^submitTaskRunReviewVerdict$/, (stages, party) => stages.reviewed(party)],
  [/^deleteTaskExecutionProfile$/, (stages, party) => stages.profiled(party)],
  [/^createTaskBridgeNotificationSubscription$/, (stages, party) => stages.toSubscribe(party)],
  [/^(?:getDelivery|redeliver)$/, (stages, party) => stages.delivery(party)],
  [/^(?:update|delete)Bridge$/, (stages, party) => stages.bridge(party)],
  [/^recoverTaskRun$/, (stages, party) => stages.stuck(party)],
];

export class Stages {
  private readonly bodies = new Map<string, object>();

  constructor(private readonly world: World) {}

  /** Members of a body that have to go with the id. */
  bodyFor(id: string): object | undefined {
    return this.bodies.get(id);
  }

  /** The id of something new that the operation can be called with; undefined where none is needed. */
  async of(operation: string, party: Party): Promise<string | undefined> {
    const [, stage] = STAGES.find(([known]) => known.test(operation)) ?? [];
    return stage?.(this, party);
  }

  task(party: Party, members: object = {}): Promise<string> {
    return this.world.task(party, members);
  }

  async number(party: Party): Promise<string> {
    const { headers } = await party.keys.viewer.get(`/api/tasks/${await this.task(party)}`);
    return headers.get('x-task-number') ?? '';
  }

  async webTask(party: Party): Promise<string> {
    const named = { display_name: this.world.words(party), task: this.world.words(party) };
    const made = party.keys.operator.post('/v1beta/tasks', { ...named, website: 'https://shop.example/' });
    return (await wanted<{ id: string }>(made, 200)).id;
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

  async reviewed(party: Party): Promise<string> {
    const request = party.keys.operator.post(`/api/task-runs/${await this.failed(party)}/reviews`);
    const { review_id, run_id } = (await wanted<{ review: Review }>(request, 201)).review;
    this.bodies.set(review_id, { run_id });
    return review_id;
  }

  async profiled(party: Party): Promise<string> {
    const task = await this.task(party);
    const profile = { coordinator: { guidance: this.world.words(party) } };
    await wanted(party.keys.operator.put(`/api/tasks/${task}/execution-profile`, profile), 200);
    return task;
  }

  async bridge(party: Party): Promise<string> {
    const { place } = party;
    const scope = place === OUTSIDE ? { scope: 'global' } : { scope: 'workspace', workspace: place };
    const name = this.world.words(party);
    const body = { name, ...scope, endpoint_url: `https://${name}.example/`, enabled: false };
    const made = party.keys.operator.post('/api/bridges', body);
    return (await wanted<{ bridge: { id: string } }>(made, 201)).bridge.id;
  }

  /** A task, with a bridge to go with it. */
  async toSubscribe(party: Party): Promise<string> {
    const task = await this.task(party);
    const target = { bridge_instance_id: await this.bridge(party), peer_id: this.world.words(party) };
    this.bodies.set(task, { ...target, scope: undefined });
    return task;
  }

  /** Of a message that cannot be sent, since its bridge is disabled. */
  async delivery(party: Party): Promise<string> {
    const { operator } = party.keys;
    const task = await this.task(party);
    const bridge_instance_id = await this.bridge(party);
    const body = { bridge_instance_id, delivery_mode: 'reply', peer_id: this.world.words(party) };
    await wanted(operator.post(`/api/tasks/${task}/notifications/bridges`, body), 201);
    await wanted(operator.post(`/api/tasks/${task}/cancel`, {}), 200);
    let id = '';
    await until('a try of the message has ended', async () => {
      const answer = await operator.get<{ deliveries: { delivery_id: string }[] }>('/api/deliveries', {
        query: { task_id: task, status: 'failing' },
      });
      id = answer.body.deliveries[0]?.delivery_id ?? '';
      return id !== '';
    });
    return id;
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
