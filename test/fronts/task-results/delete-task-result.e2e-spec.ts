import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { EraseTaskTree } from '../../../src/tasks/commands/erase-task-tree.js';
import { StreamRegistry } from '../../../src/ledger/registry.js';
import { verifyLedger } from '../../../src/ledger/verify/verify.js';
import type { StreamFrame } from '../../../src/client/types.js';
import type { KeyedService } from '../../access/support/keyed-service.js';
import { inconsistencies, withDatabase } from '../../durability/support/consistency.js';
import { CONTEXT, plantTree } from '../../tasks/support/plant-tree.js';
import { runIn } from '../../runs/support/force.js';
import { dependsOn, newChild, storyOf } from '../../tasks/support/graph.js';
import { type Agent, detailOf, refused, runDetailOf, wanted } from '../../support/place.js';
import { until } from '../../support/until.js';
import { deletion, person, type Person, resultOf, startResults, uuidOf } from './support/results.js';

let service: KeyedService;
let ann: Person;
let names = 0;

beforeAll(async () => {
  service = await startResults({ cancelGraceSeconds: 300 });
});
afterAll(() => service.close());
beforeEach(async () => {
  ann = await person(service, `ann-${++names}`);
});

const own = () => ({ scope: 'workspace', workspace: ann.place.workspaceId }) as const;

/** A task that an agent is at. */
async function held(more = {}) {
  const { task, run } = await ann.place.queued(more);
  const agent = await ann.place.agent();
  await agent.claim();
  return { task, run, agent };
}

async function gone(taskId: string, runId?: string) {
  for (const path of ['', '/tree', '/runs', '/timeline', '/stream']) {
    await refused(ann.native.get(`/api/tasks/${taskId}${path}`), 404, taskId);
  }
  await refused(ann.front.get(`/api/v1/task/${taskId}`), 404, taskId);
  if (runId !== undefined) await refused(ann.native.get(`/api/task-runs/${runId}`), 404, runId);
}

describe('deleting a task result', () => {
  it('answers the object as it was, and then nothing is there', async () => {
    const { task, run, agent } = await held({ title: 'To go' });
    await wanted(agent.does('complete', run.id, { result: { c: 3 } }), 200);
    const uuid = await uuidOf(ann.native, task.id);
    const before = await resultOf(ann.front, uuid);
    const { status, body, headers } = await deletion(ann.front, uuid);
    expect([status, body]).toEqual([200, before]);
    expect(Number(headers.get('x-ledger-position'))).toBeGreaterThan(task.latest_event_seq);
    expect(before).toMatchObject({ id: uuid, name: 'To go', output: { c: 3 }, status: 'complete' });
    await gone(task.id, run.id);
    await refused(deletion(ann.front, uuid), 404, uuid);
    await refused(ann.native.post('/api/tasks', { scope: 'global', title: 'Again', id: task.id }), 409, task.id);
  });

  it('takes the lease of whoever is at it', async () => {
    const { task, run, agent } = await held();
    const { body } = await deletion(ann.front, task.id);
    expect(body).toMatchObject({ status: 'running', logs: ['Run: Queued', 'Run: Claimed'] });
    await refused(agent.does('heartbeat', run.id), 409, 'AUTONOMY', 'AUTONOMY_NO_ACTIVE_LEASE');
    await refused(agent.does('complete', run.id), 409, 'AUTONOMY', 'AUTONOMY_NO_ACTIVE_LEASE');
    const next = await ann.place.queued();
    expect((await agent.claim()).run.id).toBe(next.run.id);
    const story = await storyOf(service, task.id);
    expect(story.map(({ type, data }) => [type, data === null])).toEqual([
      ['task.created', true],
      ['task.run_enqueued', true],
      ['task.run_claimed', true],
      ['task.run_canceled', true],
      ['task.deleted', false],
    ]);
    expect(story.at(-1)).toMatchObject({
      data: { deleted_by: { kind: 'human' }, final_status: 'canceled' },
      origin: { kind: 'http', ref: 'compat.b.delete' },
    });
  });

  it('stops the session of a run at work, as a cancellation does', async () => {
    const { task, run, agent } = await held();
    await wanted(agent.api.post(`/api/task-runs/${run.id}/start`, { idempotency_key: 'k' }), 200);
    expect((await runDetailOf(ann.native, run.id)).run.status).toBe('running');
    await wanted(deletion(ann.front, task.id), 200);
    expect(await sessionOf(agent)).toMatchObject({ state: 'stopped', stop_reason: 'cancellation' });
  });

  it('stops a session that a cancellation still owed a stop', async () => {
    const { task, run, agent } = await held();
    await wanted(agent.api.post(`/api/task-runs/${run.id}/start`, { idempotency_key: 'k' }), 200);
    await wanted(ann.native.post(`/api/tasks/${task.id}/cancel`), 200);
    expect(await sessionOf(agent)).toMatchObject({ state: 'active' });
    await wanted(deletion(ann.front, task.id), 200);
    expect(await sessionOf(agent)).toMatchObject({ state: 'stopped', stop_reason: 'cancellation' });
  });

  it('takes a run that needs attention along, which nobody may cancel', async () => {
    const run = await runIn('needs_attention', service, ann.place);
    const task = (await runDetailOf(ann.native, run.id)).task;
    expect((await wanted<{ status: string }>(deletion(ann.front, task.id), 200)).status).toBe('running');
    await gone(task.id, run.id);
  });

  it('takes everything below along, children first, and its parent counts down', async () => {
    const parent = await ann.place.task();
    const root = await newChild(ann.native, parent.id, own());
    const child = await newChild(ann.native, root.id, own());
    const leaf = await newChild(ann.native, child.id, own());
    const run = await wanted<{ run: { id: string } }>(ann.native.post(`/api/tasks/${leaf.id}/runs`), 201);
    await wanted(deletion(ann.front, root.id), 200);
    for (const task of [root, child]) await gone(task.id);
    await gone(leaf.id, run.run.id);
    const ends = await Promise.all(
      [leaf, child, root, parent].map(async ({ id }) => (await storyOf(service, id)).at(-1)),
    );
    expect(ends.map((event) => event?.type)).toEqual([
      ...['task.deleted', 'task.deleted', 'task.deleted', 'task.child_removed'],
    ]);
    expect(new Set(ends.map((event) => event?.commandId)).size).toBe(1);
    const positions = ends.map((event) => event?.position ?? 0);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect((await detailOf(ann.native, parent.id)).summary).not.toHaveProperty('child_count');
  });

  it('lets those who waited for it wait no longer, and queues them where they asked for it', async () => {
    const root = await ann.place.task();
    const child = await newChild(ann.native, root.id, own());
    const outside = await ann.place.task();
    const [asks, rests] = [await ann.place.task({ auto_enqueue_on_ready: true }), await ann.place.task()];
    for (const waiting of [asks, rests]) {
      await dependsOn(ann.native, waiting.id, root.id);
      await dependsOn(ann.native, waiting.id, child.id);
    }
    await dependsOn(ann.native, child.id, outside.id);
    await wanted(deletion(ann.front, root.id), 200);
    const [asked, rested] = await Promise.all([asks, rests].map(({ id }) => detailOf(ann.native, id)));
    expect([asked?.task.status, rested?.task.status]).toEqual(['ready', 'ready']);
    expect([asked?.dependencies, rested?.dependencies]).toEqual([undefined, undefined]);
    expect([asked?.runs?.map(({ status }) => status), rested?.runs]).toEqual([['queued'], undefined]);
    expect(asked?.events?.[0]).toMatchObject({ event_type: 'task.run_enqueued', origin: { ref: 'compat.b.delete' } });
    await wanted(deletion(ann.front, outside.id), 200);
  });

  it('happens once, however many ask at once', async () => {
    const { task } = await held();
    const answers = await Promise.all([1, 2, 3, 4].map(() => deletion(ann.front, task.id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404]);
  });

  it('of a task that has moved on since it was looked at changes nothing', async () => {
    const { task, run, agent } = await held();
    await wanted(agent.does('heartbeat', run.id), 200);
    const stale = new EraseTaskTree(task.id, CONTEXT, [task.latest_event_seq]);
    await expect(service.app.get(CommandBus, { strict: false }).execute(stale)).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    await wanted(agent.does('heartbeat', run.id), 200);
  });

  it('succeeds whatever a worker does meanwhile', async () => {
    const { task, run, agent } = await held();
    const step = (index: number) => ({ steps: [{ index, description: `step ${index}`, actions: [] }] });
    const working = (async () => {
      for (let index = 0; ; index++) if ((await agent.does('steps', run.id, step(index))).status !== 200) return index;
    })();
    await until('the worker to be at it', async () => (await resultOf(ann.front, task.id)).logs.length > 4);
    const { logs } = await wanted<{ logs: string[] }>(deletion(ann.front, task.id), 200);
    expect(logs.length - 2).toBeLessThanOrEqual(await working);
  });

  it('tells whoever follows the task its end, and closes the stream', async () => {
    const { task } = await held();
    const seen: StreamFrame[] = [];
    const head = (await detailOf(ann.native, task.id)).task.latest_event_seq;
    const streaming = (async () => {
      for await (const frame of ann.native.stream(`/api/tasks/${task.id}/stream?after_sequence=${head - 1}`)) {
        seen.push(frame);
      }
    })();
    await until('the stream to be live', () => seen.length === 1);
    await wanted(deletion(ann.front, task.id), 200);
    await streaming;
    expect(seen.at(-1)).toMatchObject({
      type: 'task.deleted',
      timeline: { task: { id: task.id, status: 'canceled' }, payload: { final_status: 'canceled' } },
    });
  });

  it('ends a held call at once', async () => {
    const task = await ann.place.task();
    const number = Number((await ann.native.get(`/api/tasks/${task.id}`)).headers.get('x-task-number'));
    const holding = ann.native.post(`/api/tasks/${number}/runs`, { wait_for_completion: true });
    await until('the run to be there', async () => (await detailOf(ann.native, task.id)).runs !== undefined);
    await wanted(deletion(ann.front, task.id), 200);
    expect(await wanted(holding, 200)).toMatchObject({ status: 'failure', is_done: true, is_successful: false });
  });

  it('leaves the ledger provable, and every stream and view what its events make of it', async () => {
    for (let n = 0; n < 3; n++) await wanted(deletion(ann.front, (await held()).task.id), 200);
    const verdict = await verifyLedger(service.app.get(DataSource), service.app.get(StreamRegistry, { strict: false }));
    expect(verdict.findings).toEqual([]);
    expect(await withDatabase(service.database.url, inconsistencies)).toEqual([]);
  });

  it('of two thousand tasks at work is one command', async () => {
    const commands = service.app.get(CommandBus, { strict: false });
    const { workspaceId } = ann.place;
    const { rootId, ids } = await plantTree(commands, { size: 2_000, workspaceId, idle: 1 });
    const bound = await person(service, `cy-${names}`, workspaceId);
    await wanted(deletion(bound.front, rootId), 200);
    const [left] = await service.app
      .get(DataSource)
      .query<{ data: number; rows: number; commands: number }[]>(
        'SELECT (SELECT count(*) FROM events WHERE stream = ANY($2) AND data IS NOT NULL) AS data, ' +
          '(SELECT count(*) FROM runs WHERE task_id = ANY($1)) AS rows, ' +
          "(SELECT count(DISTINCT command_id) FROM events WHERE stream = ANY($2) AND type = 'task.deleted') AS commands",
        [ids, ids.map((id) => `task:${id}`)],
      );
    expect(left).toEqual({ data: 2_000, rows: 0, commands: 1 });
  });
});

async function sessionOf(agent: Agent): Promise<object> {
  const path = `/api/agent/sessions/${agent.session.session_id}`;
  return (await wanted<{ session: object }>(ann.native.get(path), 200)).session;
}
