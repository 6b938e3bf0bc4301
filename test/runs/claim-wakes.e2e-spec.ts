import type { Run, Task } from '../../src/client/types.js';
import { WaitingClaims } from '../../src/runs/views/waiting-claims.js';
import { deleteProfile, stored } from '../profiles/support/profiles.js';
import { type Agent, enqueue, makePlace, type Place, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { deleteEdge, deleteTask, dependsOn, newChild } from '../tasks/support/graph.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  // Nobody's time is over before it was woken: a claim that is not woken runs into the test's own deadline.
  service = await startTestApp({ settings: { claimWaitSeconds: 120 } });
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

/** A run that nobody can claim, and what lets it be claimed. */
interface Shut {
  readonly run: Run;
  open(): Promise<unknown>;
}

const post = (taskId: string, action: string, body?: object) =>
  wanted(service.api.post(`/api/tasks/${taskId}/${action}`, body), action === 'approve' ? 201 : 200);

/** A queued run whose task waits for another one. */
async function behind(blocker: Task): Promise<Run> {
  const { task, run } = await place.queued();
  await dependsOn(service.api, task.id, blocker.id);
  return run;
}

const CASES: Readonly<Record<string, () => Promise<Shut>>> = {
  'the blocker of its task completes': async () => {
    const blocker = await place.task();
    const [run, worker] = [await behind(blocker), await place.agent()];
    const held = await enqueue(service.api, blocker.id);
    await worker.claim();
    return { run, open: () => wanted(worker.does('complete', held.id), 200) };
  },
  'the blocker of its task is deleted': async () => {
    const blocker = await place.task();
    const run = await behind(blocker);
    return { run, open: () => wanted(deleteTask(service.api, blocker.id), 204) };
  },
  'its task no longer depends on another': async () => {
    const blocker = await place.task();
    const run = await behind(blocker);
    return { run, open: () => wanted(deleteEdge(service.api, run.task_id, blocker.id), 200) };
  },
  'its task is approved': async () => {
    const { task, run } = await place.queued({ approval_policy: 'manual' });
    return { run, open: () => post(task.id, 'approve') };
  },
  'its task no longer needs an approval': async () => {
    const { task, run } = await place.queued({ approval_policy: 'manual' });
    return { run, open: () => wanted(service.api.patch(`/api/tasks/${task.id}`, { approval_policy: 'none' }), 200) };
  },
  'its task gets another owner': async () => {
    const { task, run } = await place.queued({ owner: { kind: 'pool', ref: 'others' } });
    return { run, open: () => wanted(service.api.patch(`/api/tasks/${task.id}`, { clear_owner: true }), 200) };
  },
  "its task's execution profile lets others claim it": async () => {
    const { task, run } = await place.queued();
    await stored(service.api, task.id, { worker: { agent_name: 'bob' } });
    return { run, open: () => stored(service.api, task.id, { worker: { allowed_agent_names: ['ada', 'bob'] } }) };
  },
  "its task's execution profile is deleted": async () => {
    const { task, run } = await place.queued();
    await stored(service.api, task.id, { participants: { required_capabilities: ['sql'] } });
    return { run, open: () => wanted(deleteProfile(service.api, task.id), 204) };
  },
  'its task is resumed': async () => {
    const { task, run } = await place.queued();
    await post(task.id, 'pause', { reason: 'wait' });
    return { run, open: () => post(task.id, 'resume') };
  },
  'a task above its own is resumed': async () => {
    const [top, own] = [await place.task(), { scope: 'workspace', workspace: place.workspaceId } as const];
    const middle = await newChild(service.api, top.id, own);
    const leaf = await newChild(service.api, middle.id, own);
    const run = await enqueue(service.api, leaf.id);
    await post(top.id, 'pause', { reason: 'wait' });
    return { run, open: () => post(top.id, 'resume') };
  },
};

describe('a claim that waits is woken when a run becomes claimable because', () => {
  it.each(Object.keys(CASES))('%s', async (words) => {
    const shut = await CASES[words]?.();
    const agent: Agent = await place.agent();
    expect((await agent.claimNext()).status).toBe(204);
    const waiting = agent.claim({ wait: true });
    const waiters = service.app.get(WaitingClaims, { strict: false });
    await until('the claim to wait', () => waiters.count === 1);
    await shut?.open();
    expect((await waiting).run.id).toBe(shut?.run.id);
  });
});
