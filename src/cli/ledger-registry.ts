import { keyStream } from '../access/domain/key-stream.js';
import { keyView } from '../access/views/key-view.js';
import { dashboardView } from '../dashboard/views/dashboard-view.js';
import { triageStream } from '../inbox/domain/triage-stream.js';
import { inboxView } from '../inbox/views/inbox-view.js';
import { triageView } from '../inbox/views/triage-view.js';
import { StreamRegistry } from '../ledger/registry.js';
import { claimQueueView } from '../runs/views/claim-queue-view.js';
import { schedulerStream } from '../scheduler/domain/scheduler-stream.js';
import { heldRunView } from '../scheduler/views/held-run-view.js';
import { schedulerView } from '../scheduler/views/scheduler-view.js';
import { sessionStream } from '../sessions/domain/session-stream.js';
import { workspaceStream } from '../sessions/domain/workspace-stream.js';
import { sessionView } from '../sessions/views/session-view.js';
import { workspaceView } from '../sessions/views/workspace-view.js';
import { taskStream } from '../tasks/domain/task-stream.js';
import { runView } from '../tasks/views/run-view.js';
import { taskView } from '../tasks/views/task-view.js';

/** All streams and views of the service, as its modules register them, for commands that work without it. */
export function ledgerRegistry(): StreamRegistry {
  const registry = new StreamRegistry();
  registry.register(taskStream);
  registry.register(sessionStream);
  registry.register(workspaceStream);
  registry.register(keyStream);
  registry.register(schedulerStream);
  registry.register(triageStream);
  registry.view(taskView);
  registry.view(runView);
  registry.view(claimQueueView);
  registry.view(heldRunView);
  registry.view(sessionView);
  registry.view(workspaceView);
  registry.view(keyView);
  registry.view(schedulerView);
  registry.view(triageView);
  registry.follower(dashboardView);
  registry.follower(inboxView);
  return registry;
}
