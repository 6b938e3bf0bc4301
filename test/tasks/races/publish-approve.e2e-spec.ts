import type { StartedTask, Task } from '../../../src/client/types.js';
import type { ApiAnswer } from '../../support/contract.js';
import { newTask, timelineOf } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const ROUNDS = 50;
const CALLERS = 20;

let service: TestApp;

jest.setTimeout(120_000);

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

type Answers = ApiAnswer<Partial<StartedTask>>[];

/** Twenty callers of one task at once, each told by its number what to ask for. */
function race(taskId: string, call: (n: number) => { verb: string; body?: object }): Promise<Answers> {
  return Promise.all(
    Array.from({ length: CALLERS }, (_, n) => {
      const { verb, body } = call(n);
      return service.api.post<Partial<StartedTask>>(`/api/tasks/${taskId}/${verb}`, body);
    }),
  );
}

/** How many answers there were of each status. */
function counted(answers: Answers): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const runsOf = (answers: Answers) => new Set(answers.flatMap(({ body }) => (body.run ? [body.run.id] : [])));
const typesOf = async (task: Task) => (await timelineOf(service.api, task.id)).map(({ event_type }) => event_type);

it('twenty publications of a draft with the same key make one run, and all are answered with it', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const draft = await newTask(service.api, { draft: true });
    const answers = await race(draft.id, () => ({ verb: 'publish' }));
    expect(counted(answers)).toEqual({ 200: CALLERS });
    expect(runsOf(answers).size).toBe(1);
    expect(await typesOf(draft)).toEqual(['task.created', 'task.published', 'task.run_enqueued']);
  }
});

it('of twenty publications with a key each one wins', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const draft = await newTask(service.api, { draft: true });
    const answers = await race(draft.id, (n) => ({ verb: 'publish', body: { idempotency_key: `${draft.id}-${n}` } }));
    expect(counted(answers)).toEqual({ 200: 1, 409: CALLERS - 1 });
    expect(await typesOf(draft)).toEqual(['task.created', 'task.published', 'task.run_enqueued']);
  }
});

it('of approvals and rejections at once the first one wins, and approvals with its key are answered alike', async () => {
  const winners = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const task = await newTask(service.api, { approval_policy: 'manual' });
    const verbs = round % 2 === 0 ? ['approve', 'reject'] : ['reject', 'approve'];
    const answers = await race(task.id, (n) => ({ verb: verbs[n % 2] ?? 'reject' }));
    const decided = (await typesOf(task)).slice(1);
    if (decided[0] === 'task.approved') {
      expect(counted(answers)).toEqual({ 201: CALLERS / 2, 409: CALLERS / 2 });
      expect(runsOf(answers).size).toBe(1);
      expect(decided).toEqual(['task.approved', 'task.run_enqueued']);
    } else {
      expect(counted(answers)).toEqual({ 200: 1, 409: CALLERS - 1 });
      expect(decided).toEqual(['task.rejected']);
    }
    winners.add(decided[0] ?? 'nobody');
  }
  // Both, or the callers never met.
  expect([...winners].sort()).toEqual(['task.approved', 'task.rejected']);
});
