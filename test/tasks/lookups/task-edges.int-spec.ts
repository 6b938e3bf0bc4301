import { CommandBus } from '@nestjs/cqrs';
import { AddTaskDependency } from '../../../src/tasks/commands/add-task-dependency.js';
import { RemoveTaskDependency } from '../../../src/tasks/commands/remove-task-dependency.js';
import { testContext } from '../../sessions/support/claimed-run.js';
import { detailOf, newTask, timelineOf } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { dependsOn } from '../support/graph.js';

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

it('an edge that is removed and added again in one flush is as old as its last addition', async () => {
  const [task, blocker] = [await newTask(service.api), await newTask(service.api)];
  await dependsOn(service.api, task.id, blocker.id);
  const edge = { task_id: task.id, depends_on_task_id: blocker.id };
  const commands = service.app.get(CommandBus, { strict: false });
  const answers = await Promise.all([
    commands.execute(new RemoveTaskDependency(edge, testContext)),
    commands.execute(new AddTaskDependency(edge, testContext)),
  ]);
  expect(new Set(answers.map(({ position }) => position)).size).toBe(1);
  const story = await timelineOf(service.api, task.id);
  expect(story.map(({ event_type }) => event_type)).toEqual([
    'task.created',
    'task.dependency_added',
    'task.dependency_removed',
    'task.dependency_added',
  ]);
  const [kept] = (await detailOf(service.api, task.id)).dependencies ?? [];
  expect(kept?.created_at).toBe(story.at(-1)?.timestamp);
});
