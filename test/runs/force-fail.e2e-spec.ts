import type { AgentSession, Run } from '../../src/client/types.js';
import {
  detailOf,
  enqueue,
  makePlace,
  type Place,
  refused,
  runDetailOf,
  timelineOf,
  wanted,
} from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { claimedByHand, force, forced, needsAttention, runIn } from './support/force.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const eventsOf = ({ task_id }: Run) => timelineOf(service.api, task_id);
const runOf = async (id: string) => (await runDetailOf(service.api, id)).run;

describe('a force fail', () => {
  it('ends a queued run, with the reason for an error', async () => {
    const { task, run } = await place.queued({}, { metadata: { note: 'kept' } });
    const body = { reason: ' stuck ', metadata: { ticket: 7 } };
    const { run: ended } = await forced(service.api, 'fail', run.id, body);
    const event = (await eventsOf(run)).at(-1);
    expect(ended).toEqual({
      ...run,
      ...{ status: 'failed', failure_kind: 'operator_forced', error: 'stuck', ended_at: event?.timestamp },
    });
    expect(await runOf(run.id)).toEqual(ended);
    expect(event).toMatchObject({
      ...{ event_type: 'task.run_operator_forced_fail', run: { id: run.id } },
      ...{ actor: { kind: 'human', ref: 'local-user' }, origin: { kind: 'http', ref: 'tasks.force_fail_run' } },
    });
    expect(event?.payload).toEqual({
      ...{ manual: true, actor_kind: 'human', actor_id: 'local-user', previous_status: 'queued', status: 'failed' },
      ...{ task_status: 'ready', reason: 'stuck', metadata: { ticket: 7 } },
    });
    expect((await eventsOf(run)).map(({ event_type }) => event_type)).not.toContain('task.run_failed');
    expect((await detailOf(service.api, task.id)).task.status).toBe('ready');
    expect((await (await place.agent()).claimNext()).status).toBe(204);
  });

  it('takes a leased run from its holder, whose session lives on and may claim again', async () => {
    const { run } = await place.queued();
    const agent = await place.agent();
    const { lease } = await agent.claim();
    const { run: ended } = await forced(service.api, 'fail', run.id);
    const { session_id } = agent.session;
    expect(ended).toMatchObject({ status: 'failed', session_id, claimed_by: lease.claimed_by });
    for (const gone of ['claim_token_hash', 'lease_until', 'heartbeat_at']) expect(ended).not.toHaveProperty(gone);
    expect((await eventsOf(run)).at(-1)?.payload).toMatchObject({ previous_status: 'claimed', session_id });
    for (const verb of ['heartbeat', 'complete', 'fail', 'release'] as const) {
      await refused(agent.does(verb, run.id), 409, 'AUTONOMY', 'AUTONOMY_NO_ACTIVE_LEASE');
    }
    const { session } = await wanted<{ session: AgentSession }>(
      service.api.get(`/api/agent/sessions/${session_id}`),
      200,
    );
    expect(session.state).toBe('active');
    const other = await enqueue(service.api, run.task_id);
    expect((await agent.claim()).run.id).toBe(other.id);
  });

  it('ends the run of a person, and one that needs attention', async () => {
    const { run } = await place.queued();
    await claimedByHand(service, run);
    const { run: first } = await forced(service.api, 'fail', run.id);
    expect(first).toMatchObject({ status: 'failed', claimed_by: { kind: 'human', ref: 'ann' } });
    const second = await enqueue(service.api, run.task_id);
    await needsAttention(service, second);
    const { run: ended } = await forced(service.api, 'fail', second.id, { reason: 'not worth it' });
    expect(ended).toMatchObject({ status: 'failed', failure_kind: 'operator_forced', error: 'not worth it' });
    expect((await eventsOf(run)).at(-1)?.payload).toMatchObject({ previous_status: 'needs_attention' });
  });

  it('on the last attempt fails the task', async () => {
    const { task, run } = await place.queued({ max_attempts: 1 });
    const { run: ended } = await forced(service.api, 'fail', run.id);
    expect((await eventsOf(run)).at(-1)?.payload).toMatchObject({ task_status: 'failed' });
    expect((await detailOf(service.api, task.id)).task).toMatchObject({ status: 'failed', closed_at: ended.ended_at });
  });

  it.each([
    ['completed', 'info', 'task_run_already_terminal', 'Task run is already terminal'],
    ['failed', 'info', 'task_run_already_terminal', 'Task run is already terminal'],
    ['canceled', 'info', 'task_run_already_terminal', 'Task run is already terminal'],
    ['starting', 'error', 'task_run_still_active', 'Task run is still active'],
    ['running', 'error', 'task_run_still_active', 'Task run is still active'],
  ] as const)('is refused for a run that is %s', async (status, severity, code, title) => {
    const run = await runIn(status, service, place);
    const before = await eventsOf(run);
    const next = severity === 'info' ? `GET /api/runs/${run.id}/inspect` : `POST /api/task-runs/${run.id}/cancel`;
    expect(await force(service.api, 'fail', run.id)).toMatchObject({
      status: 409,
      body: {
        diagnostic: {
          ...{ id: `task.force.${code}`, code, category: 'task', severity, title, data_freshness: 'live' },
          suggested_command: expect.stringContaining(next) as string,
          evidence: { run_id: run.id, status },
        },
      },
    });
    expect(await eventsOf(run)).toEqual(before);
  });

  it.each([
    ['nothing', {}],
    ['an empty one', { reason: '' }],
    ['a blank one', { reason: ' \n' }],
    ['null, whatever else is wrong', { reason: null, metadata: 'x'.repeat(16_383) }],
  ])('is refused when the reason is %s, whether the run is there or not', async (_words, body) => {
    const { run } = await place.queued();
    for (const id of [run.id, 'run-0']) {
      expect(await force(service.api, 'fail', id, body)).toMatchObject({
        status: 422,
        body: {
          diagnostic: {
            id: 'task.force.force_op_requires_reason',
            ...{ code: 'force_op_requires_reason', severity: 'error', title: 'Force fail requires a reason' },
            suggested_command: `POST /api/runs/${id}/fail {"reason":"operator recovery"}`,
          },
        },
      });
    }
    expect((await runOf(run.id)).status).toBe('queued');
  });

  it('masks a claim token in the reason', async () => {
    const { run } = await place.queued();
    const { run: ended } = await forced(service.api, 'fail', run.id, { reason: `see agh_claim_${'a'.repeat(43)}` });
    expect(ended.error).toBe('see agh_claim_[REDACTED]');
  });
});
