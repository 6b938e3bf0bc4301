/** The outcome matrix of `runs.md` 3.0 but for its operators' rows: claim-next, leases, force, one more run. */
import {
  detailOf,
  makePlace,
  type Place,
  refused,
  runDetailOf,
  timelineOf,
  type Verb,
  wanted,
} from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { force, FORCE_VERBS, type ForceVerb } from './support/force.js';
import { leased, type LeasedSituation, type Situation, SITUATIONS, situated } from './support/situations.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

/** Which force operations succeed; all others are answered 409. */
const FORCED: Readonly<Record<Situation, readonly ForceVerb[]>> = {
  queued: ['fail'],
  claimed: ['release', 'fail'],
  'claimed under a lease': ['release', 'fail'],
  'starting without a session': [],
  'starting with a session': [],
  running: [],
  'running under a lease': [],
  needs_attention: ['fail', 'recover'],
  completed: [],
  failed: ['retry'],
  canceled: [],
  'completed under a lease': [],
};
/** Where the task may have one more run. */
const ENDED: readonly Situation[] = ['completed', 'failed', 'completed under a lease'];
const LEASE_VERBS = ['heartbeat', 'complete', 'fail', 'release'] as const;

const shown = async (runId: string, taskId: string) => [
  await runDetailOf(service.api, runId),
  await timelineOf(service.api, taskId),
];

describe.each(SITUATIONS)('a run that is %s', (situation) => {
  it('is what claim-next hands out exactly while it is queued', async () => {
    const run = await situated(situation, service, place);
    const { status, body } = await (await place.agent()).claimNext();
    if (situation === 'queued') expect(body.claim.run.id).toBe(run.id);
    else expect(status).toBe(204);
  });

  it('is nothing to a session that does not hold it', async () => {
    const { id, task_id } = await situated(situation, service, place);
    const before = await shown(id, task_id);
    const stranger = await place.agent();
    for (const verb of LEASE_VERBS) await refused(stranger.does(verb, id), 409, '', 'AUTONOMY_NO_ACTIVE_LEASE');
    expect(await shown(id, task_id)).toEqual(before);
  });

  it.each(FORCE_VERBS)('and %s by force: a refusal changes nothing', async (verb) => {
    const { id, task_id } = await situated(situation, service, place);
    const before = await shown(id, task_id);
    const granted = verb === 'release' || verb === 'fail' ? 200 : 201;
    const allowed = FORCED[situation].includes(verb);
    await wanted(force(service.api, verb, id), allowed ? granted : 409);
    if (!allowed) expect(await shown(id, task_id)).toEqual(before);
  });

  it('and another run of its task', async () => {
    const { task_id } = await situated(situation, service, place);
    const status = ENDED.includes(situation) ? 201 : 409;
    await wanted(service.api.post(`/api/tasks/${task_id}/runs`), status);
  });
});

/** What the holder's word makes of run and task. */
const WORDS: readonly [Verb, string, string][] = [
  ['complete', 'completed', 'completed'],
  ['fail', 'failed', 'ready'],
  ['release', 'queued', 'ready'],
];

describe.each<LeasedSituation>(['claimed under a lease', 'running under a lease'])(
  'the holder of a run that is %s',
  (situation) => {
    const atWork = situation === 'running under a lease';

    it('may go on', async () => {
      const agent = await place.agent();
      const { id, task_id } = await leased(situation, place, agent);
      await wanted(agent.does('heartbeat', id), 200);
      expect((await timelineOf(service.api, task_id)).at(-1)).toMatchObject({
        event_type: 'task.run_lease_extended',
        origin: { kind: 'http', ref: 'agent.task.heartbeat' },
        payload: { status: atWork ? 'running' : 'claimed', task_status: atWork ? 'in_progress' : 'ready' },
      });
    });

    it.each(WORDS)('may %s: the run is %s, the task %s', async (verb, status, task_status) => {
      const agent = await place.agent();
      const { id, task_id } = await leased(situation, place, agent);
      await wanted(agent.does(verb, id), 200);
      const previous = verb === 'release' ? { previous_status: atWork ? 'running' : 'claimed' } : {};
      const event = (await timelineOf(service.api, task_id)).at(-1);
      expect(event).toMatchObject({
        actor: { kind: 'agent_session', ref: agent.session.session_id },
        origin: { kind: 'http', ref: `agent.task.${verb}` },
        payload: { ...previous, status, task_status },
      });
      expect((await runDetailOf(service.api, id)).run.status).toBe(status);
      expect((await detailOf(service.api, task_id)).task.status).toBe(task_status);
      await wanted(agent.claimNext(), verb === 'release' ? 200 : 204);
    });
  },
);
