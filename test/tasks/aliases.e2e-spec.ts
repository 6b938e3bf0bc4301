/** The other names of tasks and runs: numbers and UUIDs, wherever a path names one (`http.md` 11.2). */
import { randomUUID } from 'node:crypto';
import type { Run, Task } from '../../src/client/types.js';
import { type KeyedService, startKeyedService } from '../access/support/keyed-service.js';
import { StatementCounter } from '../http/identity/support/statement-counter.js';
import { needsAttention } from '../runs/support/force.js';
import { REJECTED, reviewed, submitted } from '../reviews/support/reviews.js';
import { enqueue, type ErrorAnswer, makePlace, newTask, type Place, refused, wanted } from '../support/place.js';

let service: KeyedService;
let place: Place;

beforeAll(async () => {
  service = await startKeyedService();
  place = await makePlace(service.admin);
});

afterAll(() => service.close());

interface Names {
  readonly number: string;
  readonly uuid: string;
}

async function namesOf(taskId: string): Promise<Names> {
  const { headers } = await service.admin.get(`/api/tasks/${taskId}`);
  return { number: headers.get('x-task-number') ?? '', uuid: headers.get('x-task-uuid') ?? '' };
}

async function numberOfRun(runId: string): Promise<string> {
  return (await service.admin.get(`/api/task-runs/${runId}`)).headers.get('x-run-number') ?? '';
}

describe('the names of a task', () => {
  it('are told by the answer that makes it and by every detail of it', async () => {
    const made = await service.admin.post<{ task: Task }>('/api/tasks', { scope: 'global', title: 'Named' });
    const { task } = made.body;
    const names = await namesOf(task.id);
    expect(Number(names.number)).toBe(task.latest_event_seq);
    expect(names.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(made.headers.get('x-task-number')).toBe(names.number);
    expect(made.headers.get('x-task-uuid')).toBe(names.uuid);
  });

  it('are a child’s own', async () => {
    const parent = await newTask(service.admin);
    const answer = service.admin.post(`/api/tasks/${parent.id}/children`, { scope: 'global', title: 'Below' });
    const { task } = await wanted<{ task: Task }>(answer, 201);
    const [own, above] = [await namesOf(task.id), await namesOf(parent.id)];
    expect(Number(own.number)).toBeGreaterThan(Number(above.number));
    expect(own.uuid).not.toBe(above.uuid);
    const found = await wanted<{ task: { task: Task } }>(service.admin.get(`/api/tasks/${own.number}`), 200);
    expect(found.task.task.id).toBe(task.id);
  });

  it('do wherever its id does', async () => {
    const { task } = await place.queued();
    const { number, uuid } = await namesOf(task.id);
    for (const name of [number, `000${number}`, uuid, uuid.toUpperCase()]) {
      for (const below of ['', '/runs', '/timeline', '/tree', '/inspect']) {
        const [by, own] = [`/api/tasks/${name}${below}`, `/api/tasks/${task.id}${below}`];
        const answers = [await service.admin.get(by), await service.admin.get(own)];
        expect(answers.map(({ status }) => status)).toEqual([200, 200]);
        const [left, right] = answers.map(({ body }) => JSON.stringify(body).replaceAll(/"as_of":"[^"]+"/g, ''));
        expect(left).toBe(right);
      }
    }
    const changed = service.admin.patch(`/api/tasks/${uuid}`, { title: 'Called by its UUID' });
    expect(await wanted(changed, 200)).toMatchObject({ task: { id: task.id, title: 'Called by its UUID' } });
  });

  it.each(['0', '00', '9007199254740991', '9007199254740992', '9999999999999999', '99999999999999999'])(
    '%s names none',
    async (number) => {
      await refused(service.admin.get(`/api/tasks/${number}`), 404, `task ${number} does not exist`);
    },
  );

  it('are not the numbers of what else happened', async () => {
    const { task, run } = await place.queued();
    const [ofTask, ofRun] = [(await namesOf(task.id)).number, await numberOfRun(run.id)];
    await refused(service.admin.get(`/api/tasks/${ofRun}`), 404, `task ${ofRun} does not exist`);
    await refused(service.admin.get(`/api/task-runs/${ofTask}`), 404, `run ${ofTask} does not exist`);
    await refused(service.admin.get(`/api/tasks/${randomUUID()}`), 404, 'does not exist');
  });

  it('go with it, and nothing else gets them', async () => {
    const task = await newTask(service.admin);
    const { number, uuid } = await namesOf(task.id);
    await wanted(service.admin.delete(`/api/tasks/${task.id}`), 204);
    for (const name of [number, uuid]) await refused(service.admin.get(`/api/tasks/${name}`), 404, 'does not exist');
    expect(Number((await namesOf((await newTask(service.admin)).id)).number)).toBeGreaterThan(Number(number));
  });

  it.each(['7', '007', '123456789012345678', '3c90c3cc-0d44-4b50-8888-8dd25736052a'])(
    '%s is taken as the id of no new task',
    async (id) => {
      const { id: parent } = await newTask(service.admin);
      const body = { scope: 'global', title: 'A', id };
      await refused(service.admin.post('/api/tasks', body), 422, 'create_task.id');
      await refused(service.admin.post(`/api/tasks/${parent}/children`, body), 422, 'id must be neither');
    },
  );
});

describe('the number of a run', () => {
  async function isFound(run: Run): Promise<void> {
    const number = await numberOfRun(run.id);
    expect(number).toMatch(/^[1-9]\d*$/);
    for (const name of [number, `0${number}`]) {
      const found = await wanted<{ run: { run: Run } }>(service.admin.get(`/api/task-runs/${name}`), 200);
      expect(found.run.run.id).toBe(run.id);
    }
  }

  it('is told by the answer that makes it', async () => {
    const task = await place.task();
    const made = await service.admin.post<{ run: Run }>(`/api/tasks/${task.id}/runs`, {});
    expect(made.headers.get('x-run-number')).toBe(await numberOfRun(made.body.run.id));
  });

  it('finds it whichever way it was made', async () => {
    const { run } = await place.queued();
    await isFound(run);
    for (const [verb, body] of [
      ['start', {}],
      ['publish', { draft: true }],
      ['approve', { approval_policy: 'manual' }],
    ] as const) {
      const task = await place.task(body);
      const answer = await service.admin.post<{ run: Run }>(`/api/tasks/${task.id}/${verb}`, {});
      await isFound(answer.body.run);
    }
  });

  it('finds one that goes on from another', async () => {
    const { task, run } = await place.queued({ max_attempts: 5 });
    await wanted(service.admin.post(`/api/runs/${run.id}/fail`, { reason: 'no' }), 200);
    const retried = await wanted<{ run: Run }>(service.admin.post(`/api/runs/${run.id}/retry`, {}), 201);
    await isFound(retried.run);
    await needsAttention(service, { ...retried.run, task_id: task.id });
    const answer = service.admin.post(`/api/runs/${retried.run.id}/recover`, {});
    await isFound((await wanted<{ run: Run }>(answer, 201)).run);
  });

  it('finds one that goes on after a review', async () => {
    const other = await makePlace(service.admin);
    const review = await reviewed(service.admin, other);
    const { continuation_run } = await submitted(service.admin, review, REJECTED);
    if (!continuation_run) throw new Error('a rejection queues one more run');
    await isFound(continuation_run);
  });
});

describe('to a key that is bound to a workspace', () => {
  it('the names of what lies elsewhere name nothing, for the same work', async () => {
    const [there, here] = [await place.queued(), await makePlace(service.admin)];
    const { api } = await service.key({ role: 'operator', workspace: here.workspaceId });
    const own = await here.task();
    const mine = await enqueue(api, own.id);
    for (const name of Object.values(await namesOf(own.id))) await wanted(api.get(`/api/tasks/${name}`), 200);
    await wanted(api.get(`/api/task-runs/${await numberOfRun(mine.id)}`), 200);
    const { number, uuid } = await namesOf(there.task.id);
    const pairs = [
      ['tasks', number, '9007199254740990'],
      ['tasks', uuid, randomUUID()],
      ['task-runs', await numberOfRun(there.run.id), '9007199254740990'],
    ] as const;
    const counter = new StatementCounter(service.app.getHttpServer());
    try {
      for (const [kind, foreign, unknown] of pairs) {
        const textOf = async (name: string): Promise<string> => {
          const { status, body } = await api.get<ErrorAnswer>(`/api/${kind}/${name}`);
          expect(status).toBe(404);
          return body.error.replace(name, '…');
        };
        expect(await textOf(foreign)).toBe(await textOf(unknown));
        const work = await counter.of(() => textOf(foreign));
        expect(work).toEqual(await counter.of(() => textOf(unknown)));
        expect(work.length).toBeGreaterThan(1);
      }
    } finally {
      counter.stop();
    }
  });
});
