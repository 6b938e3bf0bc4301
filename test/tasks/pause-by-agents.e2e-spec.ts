import type { Task } from '../../src/client/types.js';
import type { Api } from '../support/contract.js';
import { type Agent, makePlace, type Place, refused, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { pausesBy, type PauseVerb } from './support/pauses.js';

let service: TestApp;
let strict: TestApp;
let place: Place;

beforeAll(async () => {
  [service, strict] = await Promise.all([
    startTestApp({ settings: { forceLimitPerMinute: 3 } }),
    startTestApp({ settings: { allowAgentForce: false } }),
  ]);
});

afterAll(() => Promise.all([service.close(), strict.close()]));

beforeEach(async () => {
  place = await makePlace(service.api);
});

const { call, eventsOf } = pausesBy(() => service.api);

describe('agents that pause and resume', () => {
  let agent: Agent;
  let task: Task;
  const many = async (times: number, verb: PauseVerb, api: Api) => {
    for (let n = 0; n < times; n++) await wanted(call(verb, task.id, { reason: 'r' }, api), 200);
  };

  beforeEach(async () => {
    agent = await place.agent();
    task = await place.task();
  });

  it('may pause and resume one task so often a minute, people as often as they like', async () => {
    await many(2, 'pause', agent.api);
    await many(1, 'resume', agent.api);
    for (const verb of ['pause', 'resume'] as const) {
      const answer = await call(verb, task.id, { reason: 'r' }, agent.api);
      expect(answer).toMatchObject({
        status: 429,
        body: {
          diagnostic: {
            id: 'task.force.force_op_rate_limited',
            code: 'force_op_rate_limited',
            severity: 'warn',
            evidence: {
              actor_kind: 'agent_session',
              actor_id: agent.session.session_id,
              task_id: task.id,
              limit: 3,
            },
          },
        },
      });
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(await eventsOf(task.id)).toHaveLength(3);
    await wanted(call('resume', (await place.task()).id, {}, agent.api), 200);
    await many(1, 'pause', (await place.agent()).api);
    await many(6, 'pause', service.api);
  });

  it('are counted only for what was refused for nothing else', async () => {
    const { api } = agent;
    for (let n = 0; n < 4; n++) {
      await refused(call('pause', task.id, {}, api), 422, 'reason', 'force_op_requires_reason');
      await refused(call('resume', task.id, { metadata: 'x'.repeat(16_383) }, api), 413, '16384');
      await refused(call('resume', 'task-0', {}, api), 404, 'task-0');
      await refused(call('pause', task.id, { reason: 'r' }, api.with({ 'if-match': '"0"' })), 412, task.id);
    }
    await many(2, 'pause', api);
    await wanted(service.api.post(`/api/tasks/${task.id}/cancel`), 200);
    for (let n = 0; n < 4; n++) {
      await refused(call('pause', task.id, { reason: 'r' }, api), 409, 'canceled', 'task_run_already_terminal');
    }
    await many(1, 'resume', api);
    await refused(call('resume', task.id, {}, api), 429, 'minute', 'force_op_rate_limited');
  });

  it('are refused everything of it where the operator says so, before anything else is looked at', async () => {
    const there = await makePlace(strict.api);
    const { api, session } = await there.agent();
    const known = await there.task();
    for (const id of [known.id, 'task-0']) {
      for (const body of [{ reason: 'r' }, {}, { reason: 'r', metadata: 'x'.repeat(16_383) }]) {
        for (const verb of ['pause', 'resume'] as const) {
          expect(await call(verb, id, body, api)).toMatchObject({
            status: 403,
            body: {
              diagnostic: {
                id: 'task.force.forbidden_operator_action',
                severity: 'error',
                evidence: { actor_kind: 'agent_session', actor_id: session.session_id },
              },
            },
          });
        }
      }
    }
    await refused(call('pause', known.id, '{', api), 400, 'not valid JSON');
    await wanted(call('pause', known.id, { reason: 'r' }, strict.api), 200);
  });
});
