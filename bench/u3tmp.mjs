import 'reflect-metadata';
import { Session } from 'node:inspector/promises';
import { writeFileSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { startBenchServer } from './support/server.mjs';
import { setTypeParsers } from '../dist/src/platform/postgres/type-parsers.js';
import { Lane } from '../dist/src/ledger/lane/lane.js';
import { taskRegistry } from './lane/ledger.mjs';
import { TaskLinks } from '../dist/src/tasks/lookups/task-links.js';
import { RunLookups } from '../dist/src/tasks/lookups/run-lookups.js';
import { ClaimQueue } from '../dist/src/runs/lookups/claim-queue/claim-queue.js';
import { SettleDependents } from '../dist/src/tasks/commands/settle-dependents.js';
import { CreateTaskHandler, CreateTask } from '../dist/src/tasks/commands/create-task.js';
import { CreateChildTaskHandler, CreateChildTask } from '../dist/src/tasks/commands/create-child-task.js';
import { EnqueueRunHandler, EnqueueRun } from '../dist/src/tasks/commands/enqueue-run.js';
import { CancelTaskHandler, CancelTask } from '../dist/src/tasks/commands/cancel-task.js';
import { workspaceStream } from '../dist/src/sessions/domain/workspace-stream.js';
import { newId } from '../dist/src/ledger/identifiers.js';
setTypeParsers();
import { LaneConnection } from '../dist/src/ledger/lane/connection.js';
let explain = false;
const prepared = LaneConnection.prototype.prepared;
LaneConnection.prototype.prepared = async function (name, text, values) {
  if (!explain) return prepared.call(this, name, text, values);
  const t = performance.now();
  const rows = await this.query('EXPLAIN (ANALYZE, COSTS OFF, SUMMARY ON) ' + text, values);
  console.log(name, values.map((v) => v.length), Math.round(performance.now() - t));
  console.log(rows.map((r) => r['QUERY PLAN']).filter((l) => /CTE|Insert|Delete|Planning|Execution|Function|Index Scan|Conflict/.test(l)).join('\n'));
};
const server = await startBenchServer();
try {
const registry = taskRegistry();
registry.register(workspaceStream);
const links = new TaskLinks(), runs = new RunLookups();
registry.index(runs); registry.index(links); registry.index(new ClaimQueue());
registry.reaction(new SettleDependents(links, runs));
let last;
const lane = new Lane(registry, { url: await server.database('u3'), observer: { flushed: (f) => (last = f), failed: (e) => console.error(e) } });
const C = { actor: { kind: 'human', ref: 'l' }, origin: { kind: 'http', ref: 'b' }, correlationId: 'b' };
const create = new CreateTaskHandler(lane), child = new CreateChildTaskHandler(lane, links), enq = new EnqueueRunHandler(lane, runs, links), cancel = new CancelTaskHandler(lane, links);
const task = (id) => ({ id, scope: 'global', title: 't', priority: 'medium', max_attempts: 3, auto_enqueue_on_ready: false, draft: false, approval_policy: 'none' });
const admin = new pg.Client({ connectionString: server.url.replace(/\/postgres$/, '/u3') }); await admin.connect();
async function backend() { const { rows } = await admin.query("SELECT pid FROM pg_stat_activity WHERE application_name = 'taskledger lane'"); const f = readFileSync(`/proc/${rows[0].pid}/stat`, 'utf8').split(') ')[1].split(' '); return (Number(f[11]) + Number(f[12])) * 10; }
async function plant(size) {
  const ids = Array.from({ length: size }, () => newId('task'));
  await create.execute(new CreateTask(task(ids[0]), C));
  for (let from = 1; from < size; ) {
    const to = Math.min(size, from + 500, (from - 1) * 20 + 21);
    await Promise.all(ids.slice(from, to).map((id, i) => child.execute(new CreateChildTask({ ...task(id), parent_task_id: ids[Math.floor((from + i - 1) / 20)] }, C))));
    from = to;
  }
  for (let f = 0; f < size; f += 500) await Promise.all(ids.slice(f, f + 500).map((task_id) => enq.execute(new EnqueueRun({ task_id }, C))));
  return ids[0];
}
for (let i = 0; i < 6; i++) {
  const root = await plant(2000);
  if (i >= 2) lane.memory.clear();
  explain = i === 4;
  const s = new Session();
  if (process.env.PROF && (i === 3 || i===1)) { s.connect(); await s.post('Profiler.enable'); await s.post('Profiler.start'); }
  const pg0 = await backend(); const cpu = process.cpuUsage(), t = performance.now();
  await cancel.execute(new CancelTask({ task_id: root, reason: 'x' }, C));
  const used = process.cpuUsage(cpu); const took = Math.round(performance.now() - t); const pgMs = (await backend()) - pg0; explain = false;
  console.log(i, 'ms', took, 'pg cpu', pgMs, 'cpu', Math.round((used.user + used.system) / 1000), last);
  if (process.env.PROF && (i === 3||i===1)) { const { profile } = await s.post('Profiler.stop'); writeFileSync(`/tmp/u3/p${i}.cpuprofile`, JSON.stringify(profile)); }
}
await admin.end();
await lane.close();
} finally { await server.stop(); }
