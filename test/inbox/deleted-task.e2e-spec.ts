/** Triage goes with its task, in the same flush, whoever did what at the same time (`tasks.md` 6.5). */
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { inconsistencies, withDatabase } from '../durability/support/consistency.js';
import { ArchiveTask } from '../../src/inbox/commands/archive-task.js';
import { DismissTask } from '../../src/inbox/commands/dismiss-task.js';
import { MarkTaskRead } from '../../src/inbox/commands/mark-task-read.js';
import type { CommandContext } from '../../src/ledger/event.js';
import { StreamRegistry } from '../../src/ledger/registry.js';
import { verifyLedger } from '../../src/ledger/verify/verify.js';
import { DeleteTask } from '../../src/tasks/commands/delete-task.js';
import { testContext } from '../sessions/support/claimed-run.js';
import { outcomes } from '../support/ledger.js';
import { newAgent, newTask, refused, wanted } from '../support/place.js';
import { runToEnd, stopSpawned } from '../support/spawn-service.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { deleteTask, storyOf } from '../tasks/support/graph.js';
import { VERIFY } from '../durability/support/home.js';
import { postTriage, rowsOf, triaged, triageStory, VERBS } from './support/triages.js';

const HUMAN = { kind: 'human', ref: 'local-user' } as const;

let service: TestApp;
let commands: CommandBus;

jest.setTimeout(120_000);

beforeAll(async () => {
  service = await startTestApp();
  commands = service.app.get(CommandBus);
});

afterAll(async () => {
  await service.close();
  await stopSpawned();
});

const as = (ref: string): CommandContext => ({ ...testContext, actor: { kind: 'human', ref } });
const read = (taskId: string, ref: string = HUMAN.ref) => commands.execute(new MarkTaskRead(taskId, as(ref)));
const gone = (taskId: string) => commands.execute(new DeleteTask(taskId, testContext));

/** The types of one person's events, the last flush's by name. */
async function typesOf(taskId: string, ref: string = HUMAN.ref): Promise<string[]> {
  return (await triageStory(service, { kind: 'human', ref }, taskId)).map(({ type }) => type);
}

async function expectSound(): Promise<void> {
  const verdict = await verifyLedger(service.app.get(DataSource), service.app.get(StreamRegistry, { strict: false }));
  expect(verdict.findings).toEqual([]);
  expect(await withDatabase(service.database.url, inconsistencies)).toEqual([]);
}

describe('deleting a task', () => {
  it('ends the triage of all actors in the same command, and of no other task', async () => {
    const [task, other] = [await newTask(service.api), await newTask(service.api)];
    const agent = await newAgent(service.api);
    await triaged(service.api, task, 'archive');
    await triaged(agent.api, task, 'dismiss');
    await triaged(service.api, other, 'read');
    await wanted(deleteTask(service.api, task.id), 204);
    expect(await rowsOf(service, task.id)).toEqual([]);
    expect(await rowsOf(service, other.id)).toHaveLength(1);
    const [end] = (await storyOf(service, task.id)).slice(-1);
    for (const actor of [HUMAN, { kind: 'agent_session', ref: agent.session.session_id } as const]) {
      const [last] = (await triageStory(service, actor, task.id)).slice(-1);
      expect(last).toMatchObject({ type: 'triage.deleted', visibility: 'internal', data: {} });
      expect([last?.commandId, last?.causationId]).toEqual([end?.commandId, end?.eventId]);
    }
    expect((await triageStory(service, HUMAN, other.id)).map(({ type }) => type)).toEqual(['triage.read']);
  });

  it.each(VERBS)('leaves nothing to %s', async (verb) => {
    const task = await newTask(service.api);
    await triaged(service.api, task, verb);
    await wanted(deleteTask(service.api, task.id), 204);
    await refused(postTriage(service.api, task.id, verb), 404, task.id);
    expect(await rowsOf(service, task.id)).toEqual([]);
  });

  it('leaves the ledger provable, streams with a stored state too', async () => {
    const task = await newTask(service.api);
    for (let n = 0; n < 17; n++) await triaged(service.api, task, VERBS[n % 3] ?? 'read');
    const kept = await newTask(service.api);
    for (let n = 0; n < 9; n++) await triaged(service.api, kept, 'dismiss');
    await wanted(deleteTask(service.api, task.id), 204);
    await expectSound();
  });

  it('finds what another instance has kept', async () => {
    const other = await startTestApp({ database: service.database });
    try {
      const task = await newTask(service.api);
      await triaged(service.api, task, 'read');
      await triaged((await newAgent(other.api)).api, task, 'archive');
      await wanted(deleteTask(service.api, task.id), 204);
      expect(await rowsOf(service, task.id)).toEqual([]);
      await refused(postTriage(other.api, task.id, 'read'), 404, task.id);
    } finally {
      await other.close();
    }
    await expectSound();
  });
});

describe('in one flush', () => {
  it('what was read before the deletion goes with it, what comes after finds no task', async () => {
    const { id } = await newTask(service.api);
    const all = [read(id), read(id, 'ann'), gone(id), read(id, 'bob'), gone(id)];
    expect(await outcomes(all)).toEqual(['ok', 'ok', 'ok', 'task_not_found', 'task_not_found']);
    expect(await rowsOf(service, id)).toEqual([]);
    expect([await typesOf(id), await typesOf(id, 'ann'), await typesOf(id, 'bob')]).toEqual([
      ['triage.read', 'triage.deleted'],
      ['triage.read', 'triage.deleted'],
      [],
    ]);
  });

  it('a refused deletion takes nothing', async () => {
    const parent = await newTask(service.api);
    await wanted(service.api.post(`/api/tasks/${parent.id}/children`, { scope: 'global', title: 'A child' }), 201);
    expect(await outcomes([read(parent.id), gone(parent.id), read(parent.id, 'ann')])).toEqual([
      'ok',
      'task_has_children',
      'ok',
    ]);
    expect(await rowsOf(service, parent.id)).toMatchObject([{ actor_ref: 'ann' }, { actor_ref: HUMAN.ref }]);
  });

  it('the last of one actor wins, archived stays', async () => {
    const { id } = await newTask(service.api);
    const context = as('ann');
    const done = [new ArchiveTask(id, context), new DismissTask(id, context), new MarkTaskRead(id, context)];
    const answers = await Promise.all(done.map((one) => commands.execute(one)));
    const flags = answers.map(({ result }) => [result.read, result.archived, result.dismissed]);
    expect(flags).toEqual([
      [true, true, false],
      [true, true, true],
      [true, true, false],
    ]);
    expect(await rowsOf(service, id)).toMatchObject([{ read: true, archived: true, dismissed: false }]);
  });
});

it('many at once, over HTTP and two instances, leave rows of living tasks only', async () => {
  const other = await startTestApp({ database: service.database });
  try {
    const tasks = await Promise.all(Array.from({ length: 6 }, () => newTask(service.api)));
    const agents = await Promise.all([newAgent(service.api), newAgent(other.api)]);
    const apis = [service.api, other.api, ...agents.map(({ api }) => api)];
    const calls = tasks.flatMap(({ id }) =>
      Array.from({ length: 12 }, (_, n) => postTriage(apis[n % 4] ?? service.api, id, VERBS[n % 3] ?? 'read')),
    );
    const deleted = tasks.slice(0, 3).map(({ id }, n) => deleteTask(n % 2 === 0 ? service.api : other.api, id));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect((await Promise.all(deleted)).map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(statuses.slice(36)).toEqual(Array(36).fill(200));
    expect(statuses.slice(0, 36).filter((status) => status !== 200 && status !== 404)).toEqual([]);
    const kept = await Promise.all(tasks.map(async ({ id }) => (await rowsOf(service, id)).length));
    expect(kept).toEqual([0, 0, 0, 3, 3, 3]);
  } finally {
    await other.close();
  }
  await expectSound();
});

it('taskledger verify knows the streams of triage', async () => {
  await triaged(service.api, await newTask(service.api), 'read');
  const { stdout, code } = await runToEnd({ ...VERIFY, env: { DATABASE_URL: service.database.url } });
  expect([code, stdout]).toEqual([0, expect.stringContaining('intact: ')]);
});
