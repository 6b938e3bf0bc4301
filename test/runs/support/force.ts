/** Calls of the force operations, and runs in the states that they are about. */
import type { Run } from '../../../src/client/types.js';
import { Lane } from '../../../src/ledger/lane/lane.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import type { Api, ApiAnswer } from '../../support/contract.js';
import { type Agent, type ErrorAnswer, type Place, wanted } from '../../support/place.js';
import type { TestApp } from '../../support/test-app.js';
import { CONTEXT } from '../../tasks/support/plant-tree.js';

export const FORCE_VERBS = ['release', 'fail', 'retry', 'recover'] as const;
export type ForceVerb = (typeof FORCE_VERBS)[number];

/** The runs are those of a success, the rest is of a refusal. */
export interface ForceAnswer extends ErrorAnswer {
  readonly run: Run;
  readonly previous_run: Run;
}

/** A force operation; without a body `{}`, or a reason for fail. */
export function force(
  api: Api,
  verb: ForceVerb,
  runId: string,
  body: unknown = verb === 'fail' ? { reason: 'stuck' } : {},
): Promise<ApiAnswer<ForceAnswer>> {
  return api.post<ForceAnswer>(`/api/runs/${runId}/${verb}`, body);
}

/** The same where it must succeed. */
export function forced(api: Api, verb: ForceVerb, runId: string, body?: unknown): Promise<ForceAnswer> {
  const status = verb === 'release' || verb === 'fail' ? 200 : 201;
  return wanted<ForceAnswer>(force(api, verb, runId, body), status);
}

async function append({ app }: TestApp, taskId: string, events: readonly TaskEvent[]): Promise<void> {
  await app.get(Lane).execute({
    name: 'doctor_task',
    context: CONTEXT,
    execute: async (unit) => {
      await unit.load(taskStream, taskId);
      unit.append(taskStream, taskId, events);
    },
  });
}

export const DIAGNOSTIC = 'nobody could take it';

/** As the starvation ladder leaves a queued run. */
export function needsAttention(service: TestApp, { id, task_id, queued_at }: Run): Promise<void> {
  const data = { run_id: id, task_status: 'ready', diagnostic: DIAGNOSTIC, queued_at } as const;
  return append(service, task_id, [{ type: 'task.run_needs_attention', data }]);
}

/** As a person's claim leaves a queued run: without a lease. */
export function claimedByHand(service: TestApp, { id, task_id }: Run): Promise<void> {
  const claimed_by = { kind: 'human', ref: 'ann' } as const;
  return append(service, task_id, [
    { type: 'task.run_claimed', data: { run_id: id, task_status: 'ready', claimed_by, lease_epoch: 1 } },
  ]);
}

/** As a start leaves a claimed run, in the middle of it or at its end. */
async function atWork(service: TestApp, run: Run, status: 'starting' | 'running', { session }: Agent): Promise<void> {
  const data = { run_id: run.id, task_status: 'in_progress', session_id: session.session_id } as const;
  const events: TaskEvent[] = [
    { type: 'task.run_starting', data: { run_id: run.id, task_status: 'in_progress' } },
    { type: 'task.run_session_bound', data },
    { type: 'task.run_started', data },
  ];
  await append(service, run.task_id, status === 'running' ? events : events.slice(0, 2));
}

/** A run in this state, of a task of its own that the place's agents may work on. */
export async function runIn(status: Run['status'], service: TestApp, place: Place): Promise<Run> {
  const { run } = await place.queued();
  if (status === 'needs_attention') await needsAttention(service, run);
  if (status === 'starting' || status === 'running') {
    await claimedByHand(service, run);
    await atWork(service, run, status, await place.agent());
  }
  if (status === 'canceled') await wanted(service.api.post(`/api/tasks/${run.task_id}/cancel`), 200);
  if (status === 'claimed' || status === 'completed' || status === 'failed') {
    const agent = await place.agent();
    const claim = await agent.claim();
    if (claim.run.id !== run.id) throw new Error('another run was claimed: this place has more than one');
    if (status !== 'claimed') await wanted(agent.does(status === 'failed' ? 'fail' : 'complete', run.id), 200);
  }
  return run;
}

/** A failed run: the agent claims what is queued and gives it up. */
export async function failedBy(agent: Agent): Promise<Run> {
  const { run } = await agent.claim();
  await wanted(agent.does('fail', run.id), 200);
  return run;
}
