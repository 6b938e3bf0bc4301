import { sessionOfRun } from '../../../src/tasks/domain/run-session.js';
import type { ProviderChoice } from '../../../src/tasks/domain/execution-profile.js';
import type { TaskState } from '../../../src/tasks/domain/task-state.js';
import { RUN, run, taskWith } from '../support/task-histories.js';

const of = (more: Partial<TaskState> = {}, attempt = 1, worker: ProviderChoice = {}) =>
  sessionOfRun(taskWith([], more), run({ attempt }), worker);

describe('the session of a run', () => {
  it('is named after the task and the attempt', () => {
    expect(of({ title: 'Write it down' }, 3)).toStrictEqual({ name: 'task:Write it down#3', agent_name: 'system' });
    expect(of({ title: '', identifier: 'W-1' }).name).toBe('task:W-1#1');
    expect(of({ title: '' }).name).toBe(`task:${RUN}#1`);
  });

  it('has a name that fits, by characters, and keeps the attempt', () => {
    const { name } = of({ title: '🌍'.repeat(200) }, 10);
    expect([...name]).toHaveLength(128);
    expect(name).toBe(`task:${'🌍'.repeat(120)}#10`);
  });

  it("belongs to the task's workspace and works on the run's channel", () => {
    const task = taskWith([], { scope: 'workspace', workspace_id: 'ws-1', network_channel: 'team' });
    expect(sessionOfRun(task, run({ coordination_channel_id: 'coord-1', network_channel: 'own' }), {})).toMatchObject({
      workspace_id: 'ws-1',
      channel: 'coord-1',
    });
    expect(sessionOfRun(task, run({ network_channel: 'own' }), {}).channel).toBe('own');
    expect(sessionOfRun(task, run(), {}).channel).toBe('team');
  });

  it("is the profile's agent, else the pool's, else the service's", () => {
    const owner = { kind: 'pool', ref: 'painters' } as const;
    expect(of({ owner }, 1, { agent_name: 'ada' }).agent_name).toBe('ada');
    expect(of({ owner }).agent_name).toBe('painters');
    expect(of({ owner: { kind: 'agent_session', ref: 'sess-1' } }).agent_name).toBe('system');
  });

  it('has the provider and the model that the profile chooses', () => {
    expect(of({}, 1, { provider: 'p', model: 'm' })).toMatchObject({ provider: 'p', model: 'm', agent_name: 'system' });
  });
});
