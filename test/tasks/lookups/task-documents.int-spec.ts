import { CommandBus } from '@nestjs/cqrs';
import { newId } from '../../../src/ledger/identifiers.js';
import { CreateTask, type NewTask } from '../../../src/tasks/commands/create-task.js';
import { type PatchRequest, UpdateTask } from '../../../src/tasks/commands/update-task.js';
import { TaskDocuments } from '../../../src/tasks/lookups/task-documents.js';
import { testContext } from '../../sessions/support/claimed-run.js';
import { timelineOf } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

const commands = () => service.app.get(CommandBus, { strict: false });
const create = (id: string, more: Partial<NewTask> = {}) => {
  const fields = { scope: 'global', title: 'A task', priority: 'medium', max_attempts: 3 } as const;
  const flags = { auto_enqueue_on_ready: false, draft: false, approval_policy: 'none' } as const;
  return commands().execute(new CreateTask({ ...fields, ...flags, ...more, id }, testContext));
};
const patch = (task_id: string, what: PatchRequest['patch']) =>
  commands().execute(new UpdateTask({ task_id, patch: what }, testContext));
const typesOf = async (id: string) => (await timelineOf(service.api, id)).map(({ event_type }) => event_type);

describe('the documents that a patch is compared with', () => {
  it('are those of a task made in the same flush', async () => {
    const id = newId('task');
    const answers = await Promise.all([
      create(id, { description: 'one', metadata: { a: 1 } }),
      patch(id, { description: 'one', metadata: { a: 1 } }),
      patch(id, { description: 'two' }),
      patch(id, { description: 'two', metadata: { a: 1 } }),
      patch(id, { description: 'one' }),
    ]);
    expect(new Set(answers.map(({ position }) => position)).size).toBe(1);
    expect(await typesOf(id)).toEqual(['task.created', 'task.updated', 'task.updated']);
  });

  it('are those of a task made before, by whatever instance', async () => {
    const id = newId('task');
    await create(id, { description: 'one' });
    await patch(id, { description: 'one' });
    await patch(id, { metadata: [] });
    await patch(id, { metadata: [] });
    expect(await typesOf(id)).toEqual(['task.created', 'task.updated']);
  });

  it('are not asked for by a patch that says nothing of them, and few are kept', async () => {
    const { documentsOf } = service.app.get(TaskDocuments, { strict: false });
    const id = newId('task');
    await create(id, { description: 'one' });
    await patch(id, { title: 'Anew' });
    expect(documentsOf.entries.has(id)).toBe(false);
    const others = Array.from({ length: 250 }, () => newId('task'));
    await Promise.all(others.map((other) => create(other)));
    await Promise.all(others.map((other) => patch(other, { description: other })));
    expect(documentsOf.entries.size).toBeLessThanOrEqual(200);
  });
});
