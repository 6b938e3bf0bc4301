/** What tasks 9 promises of trees and dependencies when many ask at once: 20 requests in parallel, 50 rounds each. */
import { newTask, wanted } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { deleteTask, newChild, postChild, postEdge } from '../support/graph.js';

const ROUNDS = 50;
const PARALLEL = 20;

let service: TestApp;

jest.setTimeout(180_000);

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

const many = <T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)));
const tasks = async (count: number) => (await many(count, () => newTask(service.api))).map(({ id }) => id);

/** How often each status was answered. */
async function tally(answers: Promise<readonly { readonly status: number }[]>): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (const { status } of await answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describe('at once', () => {
  it('A waits for B and B for A: one of the two', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const [as, bs] = [await tasks(PARALLEL / 2), await tasks(PARALLEL / 2)];
      const answers = await many(PARALLEL, async (n) => {
        const [a, b] = [as[n >> 1] ?? '', bs[n >> 1] ?? ''];
        return { pair: n >> 1, ...(await (n % 2 === 0 ? postEdge(service.api, a, b) : postEdge(service.api, b, a))) };
      });
      for (const pair of as.keys()) {
        const both = answers.filter((answer) => answer.pair === pair).map(({ status }) => status);
        expect(both.sort()).toEqual([200, 409]);
      }
    }
  });

  it('a ring of 20: every edge but the one that would close it', async () => {
    for (let round = 0; round < ROUNDS / 5; round++) {
      const ring = await tasks(PARALLEL);
      const close = many(PARALLEL, (n) => postEdge(service.api, ring[n] ?? '', ring[(n + 1) % PARALLEL] ?? ''));
      expect(await tally(close)).toEqual({ 200: PARALLEL - 1, 409: 1 });
    }
  });

  it('the same edge: once', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const [a, b] = await tasks(2);
      const edges = many(PARALLEL, () => postEdge(service.api, a ?? '', b ?? ''));
      expect(await tally(edges)).toEqual({ 200: 1, 422: PARALLEL - 1 });
    }
  });

  it('65 children: 64 of them', async () => {
    const [parent = ''] = await tasks(1);
    expect(await tally(many(65, () => postChild(service.api, parent)))).toEqual({ 201: 64, 409: 1 });
  });

  it('the last place for a child: one', async () => {
    const [parent = ''] = await tasks(1);
    await many(63, () => newChild(service.api, parent));
    for (let round = 0; round < ROUNDS; round++) {
      const answers = await many(PARALLEL, () => postChild(service.api, parent));
      expect(await tally(Promise.resolve(answers))).toEqual({ 201: 1, 409: PARALLEL - 1 });
      const made = answers.find(({ status }) => status === 201)?.body.task.id;
      await wanted(deleteTask(service.api, made ?? ''), 204);
    }
  });

  it('a parent is deleted and gets a child: one of the two', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const parents = await tasks(PARALLEL / 2);
      const outcomes = await many(PARALLEL / 2, async (n) => {
        const parent = parents[n] ?? '';
        const calls = [() => deleteTask(service.api, parent), () => postChild(service.api, parent)];
        const answers = await Promise.all((round % 2 === 0 ? calls : calls.reverse()).map((call) => call()));
        return answers
          .map(({ status }) => status)
          .sort()
          .join();
      });
      expect(outcomes.filter((outcome) => outcome !== '204,404' && outcome !== '201,400')).toEqual([]);
    }
  });
});
