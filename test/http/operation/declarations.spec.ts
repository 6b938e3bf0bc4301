/**
 * What operations declare of themselves is what the specifications say of them. All other tests of rights, statuses and
 * bodies go by the declarations, so these are held against a table of their own.
 */
import { isQuery, type Operation } from '../../../src/http/operation/operation.js';
import { type OperationRoute, readRouteTable } from '../identity/support/route-table.js';

/**
 * Operation, action (`http.md` 2), least role (`registries.md` 5), validation status (`http.md` 9), whether a body is
 * required, optional or not read (`http.md` 3), and what bound keys get where the path names nothing.
 */
const TABLE = `
  createTask                  tasks.create              operator 422 required filtered
  listTasks                   tasks.list                viewer   422 none     filtered
  getTask                     tasks.get                 viewer   422 none     by-path
  updateTask                  tasks.update              operator 422 required by-path
  deleteTask                  tasks.delete              operator 400 none     by-path
  createChildTask             tasks.create_child        agent    422 required by-path
  publishTask                 tasks.publish             operator 422 optional by-path
  startTask                   tasks.start               agent    422 optional by-path
  approveTask                 tasks.approve             operator 422 optional by-path
  rejectTask                  tasks.reject              operator 422 none     by-path
  markTaskRead                tasks.triage_read         operator 422 none     by-path
  archiveTask                 tasks.triage_archive      operator 422 none     by-path
  dismissTask                 tasks.triage_dismiss      operator 422 none     by-path
  cancelTask                  tasks.cancel              operator 422 optional by-path
  pauseTask                   tasks.pause_task          operator 422 required by-path
  resumeTask                  tasks.resume_task         operator 422 optional by-path
  addTaskDependency           tasks.add_dependency      operator 422 required by-path
  removeTaskDependency        tasks.remove_dependency   operator 422 none     by-path
  getTaskDashboard            tasks.dashboard           viewer   422 none     filtered
  getTaskInbox                tasks.inbox               viewer   422 none     filtered
  getTaskTree                 tasks.tree                viewer   422 none     by-path
  getTaskTimeline             tasks.timeline            viewer   422 none     by-path
  streamTask                  tasks.stream              viewer   422 none     by-path
  streamEvents                tasks.stream_events       viewer   422 none     filtered
  inspectTask                 tasks.inspect             viewer   422 none     by-path
  inspectRun                  tasks.inspect             viewer   422 none     by-path
  listTaskRuns                tasks.list_runs           viewer   422 none     by-path
  getTaskRun                  tasks.get_run             viewer   422 none     by-path
  getTaskExecutionProfile     tasks.get_profile         viewer   422 none     by-path
  setTaskExecutionProfile     tasks.set_profile         operator 400 required by-path
  deleteTaskExecutionProfile  tasks.delete_profile      operator 400 none     by-path
  requestTaskRunReview        tasks.request_review      operator 400 optional by-path
  listTaskRunReviews          tasks.list_reviews        viewer   400 none     by-path
  listTaskReviews             tasks.list_reviews        viewer   400 none     by-path
  getTaskRunReview            tasks.get_review          viewer   400 none     by-path
  submitTaskRunReviewVerdict  tasks.submit_review       agent    400 required by-path
  enqueueTaskRun              tasks.enqueue_run         agent    422 optional by-path
  claimTaskRun                tasks.claim_run           operator 422 optional by-path
  startTaskRun                tasks.start_run           agent    422 optional by-path
  attachTaskRunSession        tasks.attach_run_session  operator 422 required by-path
  completeTaskRun             tasks.complete_run        operator 422 optional by-path
  failTaskRun                 tasks.fail_run            operator 422 required by-path
  cancelTaskRun               tasks.cancel_run          operator 422 optional by-path
  forceReleaseTaskRun         tasks.force_release_run   operator 422 optional by-path
  forceFailTaskRun            tasks.force_fail_run      operator 422 required by-path
  retryTaskRun                tasks.retry_run           operator 422 optional by-path
  recoverTaskRun              tasks.recover_run         operator 422 optional by-path
  bulkForceReleaseTaskRuns    tasks.bulk_release_runs   operator 422 required filtered
  bulkForceFailTaskRuns       tasks.bulk_fail_runs      operator 422 required filtered
  getScheduler                tasks.scheduler_status    viewer   422 none     filtered
  getSchedulerBacklog         tasks.scheduler_backlog   viewer   422 none     filtered
  pauseScheduler              tasks.scheduler_pause     operator 422 optional refused
  resumeScheduler             tasks.scheduler_resume    operator 422 optional refused
  drainScheduler              tasks.scheduler_drain     operator 422 optional refused
  claimNextAgentTask          agent.task.next           agent    422 optional filtered
  heartbeatAgentTaskRun       agent.task.heartbeat      agent    422 required by-path
  completeAgentTaskRun        agent.task.complete       agent    422 required by-path
  failAgentTaskRun            agent.task.fail           agent    422 required by-path
  releaseAgentTaskRun         agent.task.release        agent    422 required by-path
  reportAgentTaskRunProgress  agent.task.progress       agent    422 required by-path
  registerAgentSession        sessions.register         agent    422 required filtered
  listAgentSessions           sessions.list             viewer   422 none     filtered
  getAgentSession             sessions.get              viewer   422 none     by-path
  heartbeatAgentSession       sessions.heartbeat        agent    422 none     by-path
  stopAgentSession            sessions.stop             agent    422 optional by-path
  createWorkspace             workspaces.create         operator 422 required refused
  listWorkspaces              workspaces.list           viewer   422 none     filtered
  getWorkspace                workspaces.get            viewer   422 none     by-path
  updateWorkspace             workspaces.update         operator 422 required by-path
  deleteWorkspace             workspaces.delete         operator 422 none     by-path
  createBridge                bridges.create            operator 422 required filtered
  listBridges                 bridges.list              viewer   422 none     filtered
  getBridge                   bridges.get               viewer   422 none     by-path
  updateBridge                bridges.update            operator 422 required by-path
  deleteBridge                bridges.delete            operator 422 none     by-path
  createTaskBridgeNotificationSubscription tasks.create_bridge_notification_subscription operator 400 required by-path
  listTaskBridgeNotificationSubscriptions tasks.list_bridge_notification_subscriptions viewer 400 none by-path
  getTaskBridgeNotificationSubscription tasks.get_bridge_notification_subscription viewer 400 none filtered
  deleteTaskBridgeNotificationSubscription tasks.delete_bridge_notification_subscription operator 400 none filtered
  listDeliveries              deliveries.list           viewer   422 none     filtered
  getDelivery                 deliveries.get            viewer   422 none     by-path
  redeliver                   deliveries.redeliver      operator 422 none     by-path
  createWebTask               compat.a.create           operator 422 required filtered
  listWebTasks                compat.a.list             viewer   422 none     filtered
  getWebTask                  compat.a.get              viewer   422 none     filtered
  regenerateWebTask           compat.a.regenerate       operator 422 none     filtered
  listTaskResults             compat.b.list             viewer   422 none     filtered
  getTaskResult               compat.b.get              viewer   422 none     filtered
  deleteTaskResult            compat.b.delete           operator 422 none     filtered
  runNumberedTask             compat.c.run              agent    422 optional by-path
  getNumberedRun              compat.c.get              viewer   422 none     by-path
  runTask                     compat.d.run              agent    422 optional filtered
  getRunOfTask                compat.d.get              viewer   422 none     filtered
  createKey                   keys.create               admin    422 required filtered
  listKeys                    keys.list                 admin    422 none     filtered
  getKey                      keys.get                  admin    422 none     by-path
  rotateKey                   keys.rotate               admin    422 optional by-path
  deleteKey                   keys.delete               admin    422 none     by-path
  listViews                   views.list                admin    422 none     refused
  rebuildView                 views.rebuild             admin    422 none     refused
`;

const LEAST_ROLE = { read: 'viewer', agent: 'agent', write: 'operator', admin: 'admin' } as const;

const expected = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/ +/).join(' '));

let routes: readonly OperationRoute[];

beforeAll(async () => {
  const { operations } = await readRouteTable();
  routes = operations.filter(({ method }) => method !== 'HEAD');
});

function declared({ id, action, right, validationStatus, body, bound }: Operation): string {
  const read = body === undefined ? 'none' : body.required ? 'required' : 'optional';
  return [id, action, LEAST_ROLE[right], validationStatus, read, bound ?? 'by-path'].join(' ');
}

it('is what the specifications say, for every operation', () => {
  expect(routes.map(({ operation }) => declared(operation)).sort()).toEqual([...expected].sort());
});

it('asks for agent headers where the path says so, and nowhere else', () => {
  const agents = routes.filter(({ operation }) => operation.caller === 'agent').map(({ url }) => url);
  const meant = routes.filter(({ url }) => url.startsWith('/api/agent/tasks/')).map(({ url }) => url);
  expect(agents).toEqual(meant);
});

it('belongs to the front that its action names, and to none where it names none', () => {
  const fronts = routes.map(({ operation: { id, front, action } }) => [id, front, /^compat\.(.)\./.exec(action)?.[1]]);
  for (const [id, front, named] of fronts) expect([id, front]).toEqual([id, named]);
  expect(new Set(fronts.map(([, front]) => front))).toEqual(new Set([undefined, 'a', 'b', 'c', 'd']));
});

it('lets every GET be a query, and nothing else', () => {
  const queries = routes.filter(({ operation }) => isQuery(operation)).map(({ operation }) => operation.id);
  const gets = routes.filter(({ method }) => method === 'GET');
  expect(queries).toEqual(gets.map(({ operation }) => operation.id));
});

it('asks for more than the right to read where keys and views are read, and nowhere else', () => {
  const guarded = routes.filter(({ operation }) => isQuery(operation) && operation.right !== 'read');
  expect(guarded.map(({ operation }) => operation.id).sort()).toEqual(['getKey', 'listKeys', 'listViews']);
});
