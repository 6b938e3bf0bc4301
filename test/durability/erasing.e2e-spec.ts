/** Deletions for good on an instance that is killed amid them: each is whole or has not been, and none that was answered comes back. */
import { DataSource } from 'typeorm';
import { StreamRegistry } from '../../src/ledger/registry.js';
import { verifyLedger } from '../../src/ledger/verify/verify.js';
import { type KeyedService, startKeyedService } from '../access/support/keyed-service.js';
import { tablesWith } from '../fronts/task-results/support/tables-with.js';
import { type Api, api } from '../support/contract.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { enqueue, makePlace, type Place, wanted } from '../support/place.js';
import { range } from '../support/ledger.js';
import { spawnService, stopSpawned } from '../support/spawn-service.js';
import { until } from '../support/until.js';
import { newChild } from '../tasks/support/graph.js';
import { inconsistencies, withDatabase } from './support/consistency.js';

const TREES = 24;
const CALLERS = 4;
/** Answers after which the instance is killed: of all that are asked for, at most so many and one of each caller are deleted. */
const KILLED_AFTER = [3, 8];

jest.setTimeout(240_000);

let database: TestDatabase;
let service: KeyedService;
let place: Place;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  service = await startKeyedService({ database });
  place = await makePlace(service.admin);
  key = (await service.key({ role: 'operator', fronts: ['b'], workspace: place.workspaceId })).secret;
});

afterAll(async () => {
  await stopSpawned();
  await service.close();
  await database.drop();
});

/** A task with a child below a child, each with a queued run, and words that nobody else uses. */
interface Tree {
  readonly ids: readonly string[];
  readonly words: string;
}

async function planted(words: string): Promise<Tree> {
  const below = { scope: 'workspace', workspace: place.workspaceId, title: `below ${words}` } as const;
  const root = await place.task({ title: `above ${words}`, description: words });
  const child = await newChild(service.admin, root.id, below);
  const leaf = await newChild(service.admin, child.id, below);
  const ids = [root.id, child.id, leaf.id];
  for (const id of ids) await enqueue(service.admin, id, { metadata: { words } });
  return { ids, words };
}

/** Deletes one tree after another until there is no answer any more; answers those that were said to be deleted. */
async function deletedUntilKilled(front: Api, trees: Tree[], answered: (count: number) => void): Promise<Tree[]> {
  const deleted: Tree[] = [];
  const callers = range(CALLERS).map(async () => {
    for (let tree = trees.shift(); tree; tree = trees.shift()) {
      const answer = await front.delete(`/api/v1/task/${tree.ids[0]}`).catch(() => undefined);
      if (!answer) return;
      expect(answer.status).toBe(200);
      answered(deleted.push(tree));
    }
  });
  await Promise.all(callers);
  return deleted;
}

/** How many of its tasks are still there. */
async function left({ ids }: Tree): Promise<number> {
  const statuses = await Promise.all(ids.map(async (id) => (await service.admin.get(`/api/tasks/${id}`)).status));
  return statuses.filter((status) => status === 200).length;
}

/** The views that follow are kept on by another instance, in its time. */
function gone(words: string): Promise<void> {
  return until(`${words} to be gone`, async () => (await tablesWith(service.app.get(DataSource), words)).length === 0);
}

async function expectSound(): Promise<void> {
  const registry = service.app.get(StreamRegistry, { strict: false });
  expect((await verifyLedger(service.app.get(DataSource), registry)).findings).toEqual([]);
  await withDatabase(database.url, async (client) => expect(await inconsistencies(client)).toEqual([]));
}

it.each(KILLED_AFTER)('after %d answers', async (killedAfter) => {
  const trees: Tree[] = [];
  for (const i of range(TREES)) trees.push(await planted(`quagga${killedAfter}x${i}x`));
  const victim = await spawnService({ env: { DATABASE_URL: database.url, RATE_LIMIT_PER_SECOND: '0' } });
  const deleted = await deletedUntilKilled(api(victim.url, { apikey: key }), [...trees], (count) => {
    if (count === killedAfter) victim.kill('SIGKILL');
  });
  expect(await victim.exited).toEqual({ code: null, signal: 'SIGKILL' });
  expect(deleted.length).toBeGreaterThanOrEqual(killedAfter);
  expect(deleted.length).toBeLessThan(TREES);

  for (const tree of trees) {
    const there = await left(tree);
    expect(deleted.includes(tree) ? [0] : [0, tree.ids.length]).toContain(there);
    if (there === 0) await gone(tree.words);
    else expect(await tablesWith(service.app.get(DataSource), tree.words)).toContain('events');
  }
  await expectSound();

  const front = service.api.with({ apikey: key });
  for (const tree of trees) if ((await left(tree)) > 0) await wanted(front.delete(`/api/v1/task/${tree.ids[0]}`), 200);
  await gone('quagga');
  await expectSound();
});
