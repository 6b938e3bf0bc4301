/** Force operations that meet each other, and the holder of the run. */
import type { Run } from '../../../src/client/types.js';
import type { ApiAnswer } from '../../support/contract.js';
import { type Agent, makePlace, runDetailOf, timelineOf } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { failedBy, force, needsAttention } from '../support/force.js';

const ROUNDS = 10;
const CALLERS = 8;

let first: TestApp;
let second: TestApp;

jest.setTimeout(120_000);

/** Two instances on one ledger: who meets whom is settled by the database, not by one process. */
beforeAll(async () => {
  first = await startTestApp();
  second = await startTestApp({ database: first.database });
});

afterAll(async () => {
  await second.close();
  await first.close();
});

const apiOf = (n: number) => (n % 2 === 0 ? first : second).api;
const runOf = async ({ id }: Run) => (await runDetailOf(first.api, id)).run;
const typesOf = async ({ task_id }: Run) => (await timelineOf(first.api, task_id)).map(({ event_type }) => event_type);

/** How many answers there were of each status. */
function counted(answers: readonly ApiAnswer<unknown>[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const all = (call: (n: number) => Promise<ApiAnswer<unknown>>) =>
  Promise.all(Array.from({ length: CALLERS }, (_, n) => call(n)));

/** A run in a place of its own: what the rounds leave behind is in nobody's way. */
async function queued(): Promise<Run> {
  return (await (await makePlace(first.api)).queued()).run;
}

async function failed(): Promise<Run> {
  const place = await makePlace(first.api);
  await place.queued();
  return failedBy(await place.agent());
}

async function held(): Promise<{ readonly agent: Agent; readonly run: Run }> {
  const place = await makePlace(first.api);
  const { run } = await place.queued();
  const agent = await place.agent();
  await agent.claim();
  return { agent, run };
}

it('of many retries of a run one makes a run', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const run = await failed();
    expect(counted(await all((n) => force(apiOf(n), 'retry', run.id)))).toEqual({ 201: 1, 409: CALLERS - 1 });
    expect((await typesOf(run)).filter((type) => type === 'task.run_operator_retry')).toHaveLength(1);
  }
});

it('of many recoveries of a run one makes a run', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const run = await queued();
    await needsAttention(first, run);
    expect(counted(await all((n) => force(apiOf(n), 'recover', run.id)))).toEqual({ 201: 1, 409: CALLERS - 1 });
    expect((await typesOf(run)).filter((type) => type === 'task.run_recovered_from_attention')).toHaveLength(1);
  }
});

it('of retries and enqueues one makes a run', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const run = await failed();
    const before = (await typesOf(run)).length;
    const answers = await all((n) =>
      (n + round) % 4 < 2 ? force(apiOf(n), 'retry', run.id) : apiOf(n).post(`/api/tasks/${run.task_id}/runs`),
    );
    expect(counted(answers)).toEqual({ 201: 1, 409: CALLERS - 1 });
    const [winner, ...more] = (await typesOf(run)).slice(before);
    expect(more).toEqual([]);
    expect(['task.run_enqueued', 'task.run_operator_retry']).toContain(winner);
  }
});

it('of a force release and the holder’s completion one wins', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { agent, run } = await held();
    const release = () => force(apiOf(round + 1), 'release', run.id);
    const complete = () => agent.does('complete', run.id);
    const calls = round % 2 === 0 ? [release(), complete()] : [complete(), release()];
    expect(counted(await Promise.all(calls))).toEqual({ 200: 1, 409: 1 });
    const { status } = await runOf(run);
    const [ended] = (await typesOf(run)).slice(-1);
    expect([status, ended]).toEqual(
      status === 'completed' ? ['completed', 'task.run_completed'] : ['queued', 'task.run_released'],
    );
  }
});

it('of many force fails, and the holder’s heartbeats, one fail wins and no heartbeat comes after it', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { agent, run } = await held();
    const beats = Promise.all(Array.from({ length: 4 }, () => agent.does('heartbeat', run.id)));
    expect(counted(await all((n) => force(apiOf(n), 'fail', run.id)))).toEqual({ 200: 1, 409: CALLERS - 1 });
    await beats;
    const types = await typesOf(run);
    expect(types.at(-1)).toBe('task.run_operator_forced_fail');
    expect((await agent.does('heartbeat', run.id)).body.diagnostic?.code).toBe('AUTONOMY_NO_ACTIVE_LEASE');
  }
});
