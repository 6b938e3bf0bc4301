/** The task stream with its inline views, as the service registers them. */
import { StreamRegistry } from '../../dist/src/ledger/registry.js';
import { claimQueueView } from '../../dist/src/runs/views/claim-queue-view.js';
import { taskStream } from '../../dist/src/tasks/domain/task-stream.js';
import { runView } from '../../dist/src/tasks/views/run-view.js';
import { taskView } from '../../dist/src/tasks/views/task-view.js';

export function taskRegistry() {
  const registry = new StreamRegistry();
  registry.register(taskStream);
  registry.view(taskView);
  registry.view(runView);
  registry.view(claimQueueView);
  return registry;
}
