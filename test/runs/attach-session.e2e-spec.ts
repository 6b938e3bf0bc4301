import {
  detailOf,
  makePlace,
  newAgent,
  newTask,
  enqueue,
  type Place,
  refused,
  timelineOf,
  wanted,
} from '../support/place.js';
import { type KeyedService, startKeyedService } from '../access/support/keyed-service.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { attach, eventsOf, ledTo, operate, operated, sessionOf } from './support/operate.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

describe('attaching a session', () => {
  it('gives it the run, which is starting from then on', async () => {
    const claimed = await ledTo('claimed', service.api, place);
    const agent = await place.agent();
    const { session_id } = agent.session;
    const answer = await attach(service.api, claimed.id, ` ${session_id} `);
    expect(answer).toMatchObject({ status: 200, body: { run: { ...claimed, status: 'starting', session_id } } });
    expect((await eventsOf(service.api, claimed.task_id)).slice(1)).toEqual([
      ['task.run_session_bound', { status: 'starting', task_status: 'in_progress', session_id }],
    ]);
    const event = (await timelineOf(service.api, claimed.task_id)).at(-1);
    expect(event?.origin).toEqual({ kind: 'http', ref: 'tasks.attach_run_session' });
    expect((await detailOf(service.api, claimed.task_id)).task.status).toBe('in_progress');
    await place.queued();
    await refused(agent.claimNext(), 409, '', 'AUTONOMY_LEASE_ALREADY_HELD');
    await refused(agent.does('complete', claimed.id), 409, '', 'AUTONOMY_NO_ACTIVE_LEASE');
  });

  it('of any place to a run of a global task', async () => {
    for (const { session } of [await place.agent(), await newAgent(service.api)]) {
      const { id } = await enqueue(service.api, (await newTask(service.api)).id);
      await operated(service.api, 'claim', id);
      await wanted(attach(service.api, id, session.session_id), 200);
    }
  });

  it('and ending the run stops it', async () => {
    const { id } = await ledTo('claimed', service.api, place);
    const { session } = await place.agent();
    await wanted(attach(service.api, id, session.session_id), 200);
    await operated(service.api, 'start', id);
    await operated(service.api, 'complete', id);
    expect(await sessionOf(service.api, session.session_id)).toMatchObject({
      state: 'stopped',
      stop_reason: 'completed',
    });
  });
});

describe('attachTaskRunSession refuses', () => {
  it('a run that has a session, whatever its state', async () => {
    const { session } = await place.agent();
    const [running, leased] = [await ledTo('running', service.api, place), (await place.queued()).run];
    await (await place.agent()).claim();
    for (const { id } of [running, leased]) {
      await refused(attach(service.api, id, session.session_id), 409, 'has a session');
    }
    await operated(service.api, 'cancel', running.id);
    await refused(attach(service.api, running.id, session.session_id), 409, 'canceled', 'task_not_executable');
  });

  it('a session that has a run, however it came to it', async () => {
    const { id } = await ledTo('claimed', service.api, place);
    await place.queued();
    const agent = await place.agent();
    await agent.claim();
    await refused(attach(service.api, id, agent.session.session_id), 409, 'has a run already');
    const other = await ledTo('running', service.api, place);
    await refused(attach(service.api, id, other.session_id ?? ''), 409, 'has a run already');
    await operated(service.api, 'complete', other.id);
    await refused(attach(service.api, id, other.session_id ?? ''), 409, 'has stopped');
  });

  it('a session that nobody knows, or that has stopped, or is of another workspace', async () => {
    const { id } = await ledTo('claimed', service.api, place);
    await refused(attach(service.api, id, 'sess-0'), 404, 'sess-0');
    const [stopped, global, foreign] = [
      await place.agent(),
      await newAgent(service.api),
      await (await makePlace(service.api)).agent(),
    ].map(({ session }) => session.session_id) as [string, string, string];
    await wanted(service.api.post(`/api/agent/sessions/${stopped}/stop`), 200);
    await refused(attach(service.api, id, stopped), 409, 'has stopped');
    for (const elsewhere of [global, foreign]) {
      await refused(attach(service.api, id, elsewhere), 409, 'does not belong to the workspace');
    }
  });

  it('a run that is not claimed, before it looks at the session', async () => {
    const { id, task_id } = await ledTo('queued', service.api, place);
    await refused(attach(service.api, id, 'sess-0'), 409, 'queued');
    await wanted(service.api.patch(`/api/tasks/${task_id}`, { approval_policy: 'manual' }), 200);
    await refused(attach(service.api, id, 'sess-0'), 409, 'blocked', 'task_not_executable');
  });
});

describe('a key that is bound to a workspace', () => {
  let keyed: KeyedService;

  beforeAll(async () => {
    keyed = await startKeyedService();
  });

  afterAll(() => keyed.close());

  it('finds a session elsewhere as little as one that is nowhere, with a run or without', async () => {
    const [here, there] = [await makePlace(keyed.admin), await makePlace(keyed.admin)];
    const { api } = await keyed.key({ role: 'operator', workspace: here.workspaceId });
    const { id } = await ledTo('claimed', keyed.admin, here);
    await there.queued();
    const [free, busy] = [await there.agent(), await there.agent()];
    await busy.claim();
    for (const session_id of ['sess-0', free.session.session_id, busy.session.session_id]) {
      const { status, body } = await operate(api, 'attach-session', id, { session_id });
      expect({ status, error: body.error.replace(session_id, 'ID') }).toEqual({
        status: 404,
        error: 'agent session ID not found',
      });
    }
    await wanted(attach(api, id, (await here.agent()).session.session_id), 200);
  });
});
