import type { Run } from '../../src/client/types.js';
import { WaitingClaims } from '../../src/runs/views/waiting-claims.js';
import { detailOf, makePlace, type Place, refused, runDetailOf, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { DIAGNOSTIC, force, forced, needsAttention, runIn } from './support/force.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const runOf = async (id: string) => (await runDetailOf(service.api, id)).run;

describe('a recovery', () => {
  it('gives the run up and queues another one, by one event', async () => {
    const { task, run: source } = await place.queued({}, { metadata: { note: 'of the source' } });
    await needsAttention(service, source);
    expect(await runOf(source.id)).toMatchObject({ status: 'needs_attention', error: DIAGNOSTIC });
    expect((await (await place.agent()).claimNext()).status).toBe(204);
    const before = await timelineOf(service.api, task.id);
    const body = { reason: ' go on ', metadata: { try: 2 } };
    const answer = await force(service.api, 'recover', source.id, body);
    expect(answer.status).toBe(201);
    const { previous_run, run } = answer.body;
    const [event, ...more] = (await timelineOf(service.api, task.id)).slice(before.length);
    expect(more).toEqual([]);
    expect(previous_run).toEqual({
      ...source,
      ...{ status: 'failed', failure_kind: 'operator_forced', error: 'go on', ended_at: event?.timestamp },
    });
    expect(run).toEqual({
      id: expect.stringMatching(/^run-[0-9a-f]{16}$/) as string,
      ...{ task_id: task.id, status: 'queued', attempt: 2, previous_run_id: source.id },
      ...{ origin: { kind: 'http', ref: 'tasks.recover_run' }, queued_at: event?.timestamp, metadata: { try: 2 } },
      coordination_channel_id: `coord-${run.id}`,
    });
    expect([await runOf(source.id), await runOf(run.id)]).toEqual([previous_run, run]);
    expect(event).toMatchObject({
      ...{ event_type: 'task.run_recovered_from_attention', run: { id: run.id } },
      ...{ actor: { kind: 'human', ref: 'local-user' }, origin: { kind: 'http', ref: 'tasks.recover_run' } },
    });
    expect(event?.payload).toEqual({
      ...{ manual: true, actor_kind: 'human', actor_id: 'local-user' },
      ...{ source_run_id: source.id, new_run_id: run.id },
      ...{ previous_status: 'needs_attention', status: 'queued', task_status: 'ready', reason: 'go on' },
    });
    expect((await (await place.agent()).claim()).run.id).toBe(run.id);
  });

  it('without a reason leaves no error, not even what the run needed attention for', async () => {
    const run = await runIn('needs_attention', service, place);
    const { previous_run } = await wanted<{ previous_run: Run }>(service.api.post(`/api/runs/${run.id}/recover`), 201);
    expect(previous_run).toMatchObject({ status: 'failed', failure_kind: 'operator_forced' });
    expect(previous_run).not.toHaveProperty('error');
    expect(await runOf(run.id)).not.toHaveProperty('error');
    expect((await timelineOf(service.api, run.task_id)).at(-1)?.payload).not.toHaveProperty('reason');
  });

  it('wakes a claim that waits', async () => {
    const source = await runIn('needs_attention', service, place);
    const waiting = (await place.agent()).claim({ wait: true });
    const waiters = service.app.get(WaitingClaims, { strict: false });
    await until('the claim to wait', () => waiters.count === 1);
    const { run } = await forced(service.api, 'recover', source.id);
    expect((await waiting).run.id).toBe(run.id);
  });

  it('may be followed by the retry of the new run, not of the source', async () => {
    const source = await runIn('needs_attention', service, place);
    const { run } = await forced(service.api, 'recover', source.id);
    await refused(force(service.api, 'retry', source.id), 409, run.id, 'retry_exists');
    await forced(service.api, 'fail', run.id);
    expect((await forced(service.api, 'retry', run.id)).run).toMatchObject({ attempt: 3, previous_run_id: run.id });
  });
});

describe('a recovery is refused', () => {
  it.each(['queued', 'claimed', 'starting', 'running', 'completed', 'failed', 'canceled'] as const)(
    'for a run that is %s',
    async (status) => {
      const run = await runIn(status, service, place);
      const next = status === 'failed' ? `POST /api/runs/${run.id}/retry` : `GET /api/runs/${run.id}/inspect`;
      expect(await force(service.api, 'recover', run.id)).toMatchObject({
        status: 409,
        body: {
          diagnostic: {
            id: 'task.force.task_run_not_recoverable',
            ...{ code: 'task_run_not_recoverable', severity: 'error', title: 'Task run cannot be recovered' },
            suggested_command: next,
            evidence: { run_id: run.id, status },
          },
        },
      });
    },
  );

  it('when the attempts are used, and the run stays as it is', async () => {
    const { task, run } = await place.queued({ max_attempts: 1 });
    await needsAttention(service, run);
    const before = [await runOf(run.id), await timelineOf(service.api, task.id)];
    await refused(force(service.api, 'recover', run.id), 409, 'attempts', 'attempts_exhausted');
    expect([await runOf(run.id), await timelineOf(service.api, task.id)]).toEqual(before);
    await wanted(service.api.patch(`/api/tasks/${task.id}`, { max_attempts: 2 }), 200);
    expect((await forced(service.api, 'recover', run.id)).run.attempt).toBe(2);
    expect((await detailOf(service.api, task.id)).task.status).toBe('ready');
  });

  it('when the task was canceled, the run with it', async () => {
    const run = await runIn('needs_attention', service, place);
    await wanted(service.api.post(`/api/tasks/${run.task_id}/cancel`), 200);
    await refused(force(service.api, 'recover', run.id), 409, 'canceled', 'task_run_not_recoverable');
  });

  it('twice, the second time', async () => {
    const run = await runIn('needs_attention', service, place);
    await forced(service.api, 'recover', run.id);
    await refused(force(service.api, 'recover', run.id), 409, 'failed', 'task_run_not_recoverable');
  });
});
