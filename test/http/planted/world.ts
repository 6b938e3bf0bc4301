/** What an operation needs before it can be called: a thing of the right kind in the right state, and who calls. */
import type { AgentSession, Review, Task, Workspace } from '../../../src/client/types.js';
import { needsAttention } from '../../runs/support/force.js';
import type { Api } from '../../support/contract.js';
import { runDetailOf } from '../../support/place.js';
import type { TestApp } from '../../support/test-app.js';
import { until } from '../../support/until.js';
import { ALL_FRONTS, everywhere } from '../identity/support/route-path.js';
import type { PlantableOperation } from './operations.js';

export interface Stage {
  readonly path: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Members of the body that have to be right for the call to be accepted. */
  readonly body?: object;
}

/** Nothing is there. */
const ENDPOINT = 'https://chat.example/hook';

const FRONTS_WITH_KEYS = /^\/(?:v1beta|tasks|api\/v1)\//;

type SetUp = (world: World) => Promise<Stage>;

/** Stages of operations that need more than a fresh thing of the kind that their path names. */
const STAGES: Readonly<Record<string, SetUp>> = {
  publishTask: async (world) => ({ path: { id: await world.task({ draft: true }) } }),
  approveTask: async (world) => ({ path: { id: await world.task({ approval_policy: 'manual' }) } }),
  rejectTask: async (world) => ({ path: { id: await world.task({ approval_policy: 'manual' }) } }),
  addTaskDependency: async (world) => ({
    path: { id: await world.task() },
    body: { depends_on_task_id: await world.task() },
  }),
  removeTaskDependency: async (world) => {
    const [id, depends_on_id] = [await world.task(), await world.task()];
    await world.api.post(`/api/tasks/${id}/dependencies`, { depends_on_task_id: depends_on_id });
    return { path: { id, depends_on_id } };
  },
  updateTask: async (world) => ({ path: { id: await world.task() }, body: { title: 'changed' } }),
  deleteTaskExecutionProfile: async (world) => {
    const id = await world.task();
    await world.api.put(`/api/tasks/${id}/execution-profile`, {});
    return { path: { id } };
  },
  startTaskRun: async (world) => ({ path: { id: await world.ownRun('claim') } }),
  attachTaskRunSession: async (world) => ({
    path: { id: await world.ownRun('claim') },
    body: { session_id: (await world.session()).session_id },
  }),
  completeTaskRun: async (world) => ({ path: { id: await world.ownRun('claim', 'start') } }),
  failTaskRun: async (world) => ({ path: { id: await world.ownRun('claim', 'start') } }),
  forceReleaseTaskRun: async (world) => ({ path: { id: await world.claimedRun() } }),
  retryTaskRun: async (world) => ({ path: { id: await world.failedRun() } }),
  recoverTaskRun: async (world) => ({ path: { id: await world.runInNeed() } }),
  requestTaskRunReview: async (world) => ({ path: { id: await world.failedRun() } }),
  submitTaskRunReviewVerdict: async (world) => {
    const { review_id, run_id } = await world.review();
    const verdict = { outcome: 'error', confidence: 1, reason: 'none', delivery_id: 'd-1' };
    return { path: { id: review_id }, body: { run_id, verdict } };
  },
  createWebTask: async () => ({ path: {}, body: { website: 'https://shop.example/' } }),
  runNumberedTask: async (world) => ({ path: await world.numbers(false) }),
  createBridge: async () => ({ path: {}, body: { endpoint_url: ENDPOINT } }),
  createTaskBridgeNotificationSubscription: async (world) => ({
    path: { id: await world.task() },
    body: { bridge_instance_id: await world.bridge(), peer_id: 'a peer' },
  }),
  getTaskBridgeNotificationSubscription: async (world) => ({ path: await world.subscription() }),
  deleteTaskBridgeNotificationSubscription: async (world) => ({ path: await world.subscription() }),
  // Nothing is claimed while it is paused, and claims that others hold are not waited for.
  drainScheduler: async () => ({ path: {}, body: { timeout_seconds: 0 } }),
  claimNextAgentTask: async (world) => {
    await world.resume();
    await world.queuedRun();
    return { path: {}, headers: await world.agent() };
  },
};

/** Stages by what the path names. */
const KINDS: readonly (readonly [RegExp, SetUp])[] = [
  [/^\/api\/tasks\/\{task_number\}/, async (world) => ({ path: await world.numbers() })],
  [/^\/v1beta\/tasks\/\{id\}/, async (world) => ({ path: { id: await world.webTask() } })],
  [/^\/api\/v1\/task\/\{taskId\}/, async (world) => ({ path: { taskId: await world.task() } })],
  [/^\/tasks\/\{task_id\}\/runs\/\{run_id\}/, async (world) => ({ path: await world.runOfTask() })],
  [/^\/tasks\/\{task_id\}/, async (world) => ({ path: { task_id: await world.task() } })],
  [/^\/api\/tasks\/\{id\}/, async (world) => ({ path: { id: await world.task() } })],
  [/^\/api\/(?:task-)?runs\/\{id\}/, async (world) => ({ path: { id: await world.queuedRun() } })],
  [/^\/api\/task-reviews\/\{id\}/, async (world) => ({ path: { id: (await world.review()).review_id } })],
  [/^\/api\/agent\/tasks\/\{run_id\}/, (world) => world.heldRun()],
  [/^\/api\/agent\/sessions\/\{id\}/, async (world) => ({ path: { id: (await world.session()).session_id } })],
  [/^\/api\/workspaces\/\{id\}/, async (world) => ({ path: { id: await world.workspace() } })],
  [/^\/api\/workspaces\/\{ref\}/, async (world) => ({ path: { ref: await world.workspace() } })],
  [/^\/api\/views\/\{name\}/, () => Promise.resolve({ path: { name: 'session' } })],
  [/^\/api\/bridges\/\{id\}/, async (world) => ({ path: { id: await world.bridge() } })],
  [/^\/api\/deliveries\/\{id\}/, async (world) => ({ path: { id: await world.delivery() } })],
  [/^\/api\/keys\/\{id\}/, async (world) => ({ path: { id: await world.key() } })],
];

export class World {
  private made = 0;
  private frontKey: string | undefined;

  constructor(private readonly service: TestApp) {}

  get api(): Api {
    return this.service.api;
  }

  /** Sets the stage of an operation; fails for one whose path names something that is not known here. */
  async stageOf(operation: PlantableOperation): Promise<Stage> {
    const stage = await this.stageWithoutKey(operation);
    return { ...stage, headers: { ...(await this.keyFor(operation)), ...stage.headers } };
  }

  /** What the fronts ask for that let nobody in without a key: one of the person who makes everything here. */
  async keyFor({ path }: Pick<PlantableOperation, 'path'>): Promise<Record<string, string>> {
    if (!FRONTS_WITH_KEYS.test(path)) return {};
    const key = { label: 'fronts', principal_ref: 'local-user', role: 'admin', fronts: ALL_FRONTS };
    this.frontKey ??= (await this.api.post<{ key: { secret: string } }>('/api/keys', key)).body.key.secret;
    return everywhere(this.frontKey);
  }

  private async stageWithoutKey(operation: PlantableOperation): Promise<Stage> {
    const own = STAGES[operation.id];
    if (own) return own(this);
    if (operation.pathParameters.length === 0) return { path: {} };
    const [, setUp] = KINDS.find(([path]) => path.test(operation.path)) ?? [];
    if (!setUp) throw new Error(`the world of planted secrets does not know what ${operation.path} names`);
    return setUp(this);
  }

  async task(members: object = {}): Promise<string> {
    const made = await this.api.post<{ task: Task }>('/api/tasks', { scope: 'global', title: 'a task', ...members });
    return made.body.task.id;
  }

  async runOfTask(): Promise<{ readonly task_id: string; readonly run_id: string }> {
    const task_id = await this.task();
    const made = await this.api.post<{ run: { id: string } }>(`/api/tasks/${task_id}/start`);
    return { task_id, run_id: made.body.run.id };
  }

  /** Of a task, and of its run where that is wanted. */
  async numbers(withRun = true): Promise<{ readonly task_number: string; readonly run_number: string }> {
    const task = await this.task();
    const { headers } = await this.api.get(`/api/tasks/${task}`);
    const run = withRun ? (await this.api.post(`/api/tasks/${task}/runs`)).headers.get('x-run-number') : null;
    return { task_number: headers.get('x-task-number') ?? '', run_number: run ?? '' };
  }

  /** The UUID of one. */
  async webTask(): Promise<string> {
    const task = await this.task({ metadata: { web_task: { website: 'https://shop.example/' } } });
    return (await this.api.get(`/api/tasks/${task}`)).headers.get('x-task-uuid') ?? '';
  }

  async queuedRun(): Promise<string> {
    const made = await this.api.post<{ run: { id: string } }>(`/api/tasks/${await this.task()}/start`);
    return made.body.run.id;
  }

  async session(): Promise<AgentSession> {
    const made = await this.api.post<{ session: AgentSession }>('/api/agent/sessions', { agent_name: 'planter' });
    return made.body.session;
  }

  async agent(): Promise<Record<string, string>> {
    const { session_id, agent_name } = await this.session();
    return { 'x-agh-session-id': session_id, 'x-agh-agent': agent_name };
  }

  async workspace(): Promise<string> {
    const made = await this.api.post<{ workspace: Workspace }>('/api/workspaces', { name: `place ${++this.made}` });
    return made.body.workspace.id;
  }

  async bridge(members: object = {}): Promise<string> {
    const place = { scope: 'global', endpoint_url: ENDPOINT, enabled: false };
    const body = { name: `bridge ${++this.made}`, ...place, ...members };
    return (await this.api.post<{ bridge: { id: string } }>('/api/bridges', body)).body.bridge.id;
  }

  async subscription(bridge: object = {}): Promise<{ readonly id: string; readonly subscription_id: string }> {
    const [id, bridge_instance_id] = [await this.task(), await this.bridge(bridge)];
    const made = await this.api.post<{ subscription: { subscription_id: string } }>(
      `/api/tasks/${id}/notifications/bridges`,
      { bridge_instance_id, delivery_mode: 'reply', peer_id: 'a peer' },
    );
    return { id, subscription_id: made.body.subscription.subscription_id };
  }

  /** A message that was kept back; its bridge is disabled by then, so that nothing is ever sent. */
  async delivery(): Promise<string> {
    const { id, subscription_id } = await this.subscription({ enabled: true, notification_suppress: true });
    await this.api.post(`/api/tasks/${id}/cancel`, {});
    let found: { readonly delivery_id: string; readonly bridge_instance_id: string } | undefined;
    await until('the message was kept back', async () => {
      const query = { subscription_id, status: 'suppressed' };
      const answer = await this.api.get<{ deliveries: (typeof found)[] }>('/api/deliveries', { query });
      found = answer.body.deliveries[0];
      return found !== undefined;
    });
    await this.api.patch(`/api/bridges/${found?.bridge_instance_id}`, { enabled: false });
    return found?.delivery_id ?? '';
  }

  async key(): Promise<string> {
    const made = await this.api.post<{ key: { id: string } }>('/api/keys', { label: 'a key', role: 'viewer' });
    return made.body.key.id;
  }

  async claimedRun(): Promise<string> {
    const { path } = await this.heldRun();
    return path.run_id ?? '';
  }

  /** A run without a lease, to which an operator has done this. */
  async ownRun(...verbs: readonly string[]): Promise<string> {
    const id = await this.queuedRun();
    for (const verb of verbs) await this.api.post(`/api/task-runs/${id}/${verb}`);
    return id;
  }

  async failedRun(): Promise<string> {
    const id = await this.queuedRun();
    await this.api.post(`/api/runs/${id}/fail`, { reason: 'to be retried' });
    return id;
  }

  async review(): Promise<Review> {
    const made = await this.api.post<{ review: Review }>(`/api/task-runs/${await this.failedRun()}/reviews`);
    return made.body.review;
  }

  async runInNeed(): Promise<string> {
    const id = await this.queuedRun();
    await needsAttention(this.service, (await runDetailOf(this.api, id)).run);
    return id;
  }

  async resume(): Promise<void> {
    await this.api.post('/api/scheduler/resume');
  }

  /** A run that the calling session holds; whichever was queued first. */
  async heldRun(): Promise<Stage> {
    await this.resume();
    await this.queuedRun();
    const headers = await this.agent();
    const claimed = await this.api
      .with(headers)
      .post<{ claim: { run: { id: string } } }>('/api/agent/tasks/claim-next', {});
    return { path: { run_id: claimed.body.claim.run.id }, headers };
  }
}
