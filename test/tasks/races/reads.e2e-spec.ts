/** A detail and a tree are of one moment, whatever happens while they are read (`tasks.md` 9). */
import { detailOf, newTask, wanted } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { deleteEdge, deleteTask, dependsOn, newChild } from '../support/graph.js';

interface Tree {
  readonly root: { readonly child_count?: number };
  readonly descendants?: readonly { readonly depth: number }[];
}

let service: TestApp;

jest.setTimeout(180_000);

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

/** Reads again and again until the changes are through, then once more; answers how often. */
async function during(changes: readonly Promise<void>[], read: () => Promise<void>): Promise<number> {
  const state = { busy: true };
  const all = Promise.all(changes).finally(() => (state.busy = false));
  let reads = 0;
  const readers = Array.from({ length: 4 }, async () => {
    do {
      await read();
      reads += 1;
    } while (state.busy);
  });
  await Promise.all([all, ...readers]);
  return reads;
}

it('a detail shows exactly the edges that its events tell of', async () => {
  const task = await newTask(service.api);
  const blockers = await Promise.all(Array.from({ length: 4 }, () => newTask(service.api)));
  const changes = blockers.map(async ({ id }) => {
    for (let n = 0; n < 10; n++) {
      await dependsOn(service.api, task.id, id);
      await wanted(deleteEdge(service.api, task.id, id), 200);
    }
  });
  const reads = await during(changes, async () => {
    const {
      task: shown,
      summary,
      dependencies = [],
      dependency_references = [],
      events = [],
    } = await detailOf(service.api, task.id);
    const told = (type: string) => events.filter((event) => event.event_type === type).length;
    const edges = told('task.dependency_added') - told('task.dependency_removed');
    expect([dependencies.length, dependency_references.length, summary.dependency_count ?? 0]).toEqual(
      Array(3).fill(edges),
    );
    expect(shown.status).toBe(edges === 0 ? 'ready' : 'blocked');
  });
  expect(reads).toBeGreaterThan(4);
});

it('a tree shows as many children as its root counts', async () => {
  const root = await newTask(service.api);
  const changes = Array.from({ length: 4 }, async () => {
    for (let n = 0; n < 10; n++) await wanted(deleteTask(service.api, (await newChild(service.api, root.id)).id), 204);
  });
  const reads = await during(changes, async () => {
    const { tree } = await wanted<{ tree: Tree }>(service.api.get(`/api/tasks/${root.id}/tree`), 200);
    expect(tree.descendants?.length ?? 0).toBe(tree.root.child_count ?? 0);
    const { children = [], summary } = await detailOf(service.api, root.id);
    expect(children.length).toBe(summary.child_count ?? 0);
  });
  expect(reads).toBeGreaterThan(4);
});
