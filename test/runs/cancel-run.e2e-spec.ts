import type { Run } from '../../src/client/types.js';
import { detailOf, makePlace, type Place, refused, runDetailOf, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { needsAttention } from './support/force.js';
import { attach, eventsOf, ledTo, operate, operated, sessionOf, sessionsStopped } from './support/operate.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const cancel = (runId: string, body?: object) => operate(service.api, 'cancel', runId, body);
const runOf = async (id: string) => (await runDetailOf(service.api, id)).run;

describe('canceling a run', () => {
  it('ends it and its task for good', async () => {
    const { task, run } = await place.queued({}, { metadata: { a: 1 } });
    const { run: now } = (await cancel(run.id, { reason: ' enough ', metadata: { ticket: 7 } })).body;
    const event = (await timelineOf(service.api, task.id)).at(-1);
    expect(now).toEqual({ ...run, status: 'canceled', ended_at: event?.timestamp });
    expect(await runOf(run.id)).toEqual(now);
    expect(event).toMatchObject({ event_type: 'task.run_canceled', origin: { ref: 'tasks.cancel_run' } });
    expect(event?.payload).toEqual({
      ...{ status: 'canceled', task_status: 'canceled' },
      ...{ reason: 'enough', metadata: { ticket: 7 } },
    });
    const { task: ended } = await detailOf(service.api, task.id);
    expect(ended).toMatchObject({ status: 'canceled', closed_at: event?.timestamp, updated_at: event?.timestamp });
    await refused(service.api.post(`/api/tasks/${task.id}/runs`), 409, 'canceled', 'task_not_executable');
    expect((await (await place.agent()).claimNext()).status).toBe(204);
  });

  it('leaves what is below the task and what waits for it as it is', async () => {
    const run = await ledTo('queued', service.api, place);
    const child = { scope: 'workspace', workspace: place.workspaceId, title: 'A child' };
    const path = `/api/tasks/${run.task_id}/children`;
    const { task } = await wanted<{ task: { id: string } }>(service.api.post(path, child), 201);
    const waiting = await place.task({ auto_enqueue_on_ready: true });
    const edge = { depends_on_task_id: run.task_id };
    await wanted(service.api.post(`/api/tasks/${waiting.id}/dependencies`, edge), 200);
    await operated(service.api, 'cancel', run.id);
    const statuses = await Promise.all([task.id, waiting.id].map((id) => detailOf(service.api, id)));
    expect(statuses.map((one) => one.task.status)).toEqual(['ready', 'blocked']);
  });

  it('takes a lease from its holder, and leaves the session of a claimed run alone', async () => {
    await place.queued();
    const agent = await place.agent();
    const { run, lease } = await agent.claim();
    const now = await operated(service.api, 'cancel', run.id);
    const { session_id } = agent.session;
    expect(now).toMatchObject({
      ...{ status: 'canceled', session_id, claim_token_hash: lease.claim_token_hash },
      claimed_by: { kind: 'agent_session', ref: session_id },
    });
    for (const gone of ['lease_until', 'heartbeat_at']) expect(now).not.toHaveProperty(gone);
    for (const verb of ['heartbeat', 'complete', 'fail', 'release'] as const) {
      await refused(agent.does(verb, run.id), 409, 'AUTONOMY_LEASE_EXPIRED', 'AUTONOMY_LEASE_EXPIRED');
    }
    expect((await eventsOf(service.api, run.task_id)).at(-1)).toEqual([
      'task.run_canceled',
      { status: 'canceled', task_status: 'canceled', session_id },
    ]);
    const { run: next } = await place.queued();
    expect((await agent.claim()).run.id).toBe(next.id);
  });

  it.each(['starting', 'running', 'running under a lease'])('that is %s stops its session', async (state) => {
    const { run, sessionId } = await atWork(state);
    await operated(service.api, 'cancel', run.id, { reason: 'enough' });
    await sessionsStopped(service);
    expect(await sessionOf(service.api, sessionId)).toMatchObject({ state: 'stopped', stop_reason: 'cancellation' });
    expect((await eventsOf(service.api, run.task_id)).slice(-2)).toEqual([
      [
        'task.run_canceled',
        {
          ...{ status: 'canceled', task_status: 'canceled', reason: 'enough', session_id: sessionId },
          cooperative_stop_requested: true,
        },
      ],
      ['task.run_force_stopped', { session_id: sessionId, grace_timeout_ms: 0 }],
    ]);
    expect(await runOf(run.id)).toMatchObject({ status: 'canceled', session_id: sessionId });
  });

  it('that needs attention takes what was wrong with it away', async () => {
    const run = await ledTo('queued', service.api, place);
    await needsAttention(service, run);
    expect(await runOf(run.id)).toMatchObject({ status: 'needs_attention', error: expect.any(String) as string });
    const now = await operated(service.api, 'cancel', run.id);
    expect(now).toMatchObject({ status: 'canceled' });
    for (const shown of [now, await runOf(run.id)]) expect(shown).not.toHaveProperty('error');
  });

  it('takes metadata of exactly 65,536 bytes', async () => {
    const run = await ledTo('queued', service.api, place);
    const metadata = 'x'.repeat(65_534);
    await operated(service.api, 'cancel', run.id, { metadata, reason: 'y'.repeat(1_000) });
    expect((await timelineOf(service.api, run.task_id)).at(-1)?.payload).toMatchObject({ metadata });
  });

  it('is asked of nobody’s rights: any agent may', async () => {
    const run = await ledTo('running', service.api, place);
    const agent = await place.agent();
    await operated(agent.api, 'cancel', run.id);
    const event = (await timelineOf(service.api, run.task_id)).find(
      ({ event_type }) => event_type === 'task.run_canceled',
    );
    expect(event?.actor).toEqual({ kind: 'agent_session', ref: agent.session.session_id });
  });

  it('a second time is refused', async () => {
    const run = await ledTo('queued', service.api, place);
    await operated(service.api, 'cancel', run.id);
    await refused(cancel(run.id), 409, 'task: invalid status transition: ');
    expect(await eventsOf(service.api, run.task_id)).toHaveLength(1);
  });
});

async function atWork(state: string): Promise<{ readonly run: Run; readonly sessionId: string }> {
  if (state === 'running') {
    const run = await ledTo('running', service.api, place);
    return { run, sessionId: run.session_id ?? '' };
  }
  const agent = await place.agent();
  const sessionId = agent.session.session_id;
  if (state === 'starting') {
    const { id } = await ledTo('claimed', service.api, place);
    return { run: (await wanted<{ run: Run }>(attach(service.api, id, sessionId), 200)).run, sessionId };
  }
  await place.queued();
  const { run } = await agent.claim();
  return { run: await operated(agent.api, 'start', run.id, { idempotency_key: 'k' }), sessionId };
}
