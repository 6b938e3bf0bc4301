import type { AgentSession, Task } from '../../src/client/types.js';
import type { Api } from '../support/contract.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

interface Refusal {
  readonly diagnostic?: { readonly code: string; readonly evidence?: object };
}

async function taskOf({ api }: TestApp): Promise<string> {
  const made = await api.post<{ task: Task }>('/api/tasks', { scope: 'global', title: 'to be paused' });
  return made.body.task.id;
}

async function agentOf({ api }: TestApp): Promise<Api> {
  const made = await api.post<{ session: AgentSession }>('/api/agent/sessions', { agent_name: 'ada' });
  return api.as(made.body.session);
}

const pause = (caller: Api, id: string) => caller.post<Refusal>(`/api/tasks/${id}/pause`, { reason: 'hold on' });
const resume = (caller: Api, id: string) => caller.post<Refusal>(`/api/tasks/${id}/resume`, {});

describe('force operations of agents', () => {
  let service: TestApp;

  beforeAll(async () => {
    service = await startTestApp({ settings: { forceLimitPerMinute: 3 } });
  });

  afterAll(() => service.close());

  it('are limited for each agent and task, pausing and resuming together, and say when to come back', async () => {
    const [agent, other] = [await agentOf(service), await agentOf(service)];
    const [task, another] = [await taskOf(service), await taskOf(service)];
    const allowed = [await pause(agent, task), await resume(agent, task), await pause(agent, task)];
    expect(allowed.map(({ status }) => status)).toEqual([200, 200, 200]);
    const refused = await resume(agent, task);
    expect([refused.status, refused.body.diagnostic?.code]).toEqual([429, 'force_op_rate_limited']);
    expect(refused.body.diagnostic?.evidence).toMatchObject({ actor_kind: 'agent_session', task_id: task, limit: 3 });
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(60);
    const elsewhere = [await pause(agent, another), await pause(other, task), await resume(service.api, task)];
    expect(elsewhere.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('count nothing that was refused before', async () => {
    const agent = await agentOf(service);
    const task = await taskOf(service);
    for (let i = 0; i < 5; i++)
      expect((await agent.post(`/api/tasks/${task}/pause`, { reason: ' ' })).status).toBe(422);
    expect((await pause(agent, task)).status).toBe(200);
  });

  it('can be forbidden', async () => {
    const strict = await startTestApp({ settings: { allowAgentForce: false } });
    try {
      const task = await taskOf(strict);
      const refused = await pause(await agentOf(strict), task);
      expect([refused.status, refused.body.diagnostic?.code]).toEqual([403, 'forbidden_operator_action']);
      expect((await pause(strict.api, task)).status).toBe(200);
    } finally {
      await strict.close();
    }
  });
});
