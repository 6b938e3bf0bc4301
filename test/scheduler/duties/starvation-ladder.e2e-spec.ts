import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { Run } from '../../../src/client/types.js';
import { FlagRunForAttention } from '../../../src/scheduler/commands/flag-run-for-attention.js';
import { StarvationLadderDuty } from '../../../src/scheduler/duties/starvation-ladder.duty.js';
import { RunStarvation } from '../../../src/scheduler/views/run-starvation.js';
import { WaitingClasses } from '../../../src/scheduler/views/waiting-classes.js';
import { stored } from '../../profiles/support/profiles.js';
import { range } from '../../support/ledger.js';
import { detailOf, makePlace, runDetailOf, timelineOf, wanted } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { CONTEXT } from '../../tasks/support/plant-tree.js';

/** Its own ladder does not come to a turn: the tests take turns themselves. */
let service: TestApp;

jest.setTimeout(120_000);

beforeAll(async () => {
  service = await startTestApp({ settings: { schedulerTickSeconds: 3_600 } });
});

afterAll(() => service.close());

const LADDER = { tickMs: 0, ageMs: 0, eventTurns: 2, attentionTurns: 4 };

function ladder({ app }: TestApp, settings: Partial<typeof LADDER> = {}): StarvationLadderDuty {
  const parts = { classes: app.get(WaitingClasses), starvation: app.get(RunStarvation), commands: app.get(CommandBus) };
  return new StarvationLadderDuty({ ...LADDER, ...settings }, parts);
}

async function turns(count: number, settings: Partial<typeof LADDER> = {}): Promise<void> {
  const duty = ladder(service, settings);
  for (let turn = 0; turn < count; turn++) await duty.run();
}

interface Counted {
  readonly lease_epoch: number;
  readonly wake_count: number;
  readonly escalation_tier: number;
}

async function countOf(runId: string): Promise<Counted | undefined> {
  const text = 'SELECT lease_epoch, wake_count, escalation_tier FROM run_starvation WHERE run_id = $1';
  return (await service.app.get(DataSource).query<Counted[]>(text, [runId]))[0];
}

const statusOf = async (runId: string) => (await runDetailOf(service.api, runId)).run.status;
const typesOf = async (taskId: string) => (await timelineOf(service.api, taskId)).map(({ event_type }) => event_type);

describe('a run that no active session can claim', () => {
  it('is counted, told of, and set aside with the reason; a recovery queues its successor', async () => {
    const place = await makePlace(service.api);
    const { task, run } = await place.queued();
    await place.agent({ channel: 'elsewhere' });
    await turns(1);
    expect(await countOf(run.id)).toEqual({ lease_epoch: 0, wake_count: 1, escalation_tier: 0 });
    await turns(1);
    expect(await countOf(run.id)).toEqual({ lease_epoch: 0, wake_count: 2, escalation_tier: 3 });
    await turns(1);
    expect(await statusOf(run.id)).toBe('queued');
    await turns(1);
    const detail = await runDetailOf(service.api, run.id);
    expect(detail.run).toMatchObject({
      status: 'needs_attention',
      error: expect.stringContaining('in 4 turns of the scheduler no active session was eligible') as string,
    });
    expect((await detailOf(service.api, task.id)).task).toMatchObject({ status: 'ready' });
    expect(await countOf(run.id)).toBeUndefined();
    const [starved, flagged, ...more] = (await timelineOf(service.api, task.id)).slice(2);
    const daemon = { actor: { kind: 'daemon', ref: 'scheduler' }, origin: { kind: 'daemon', ref: 'daemon.scheduler' } };
    const waited = { queued_at: run.queued_at, coordination_channel: run.coordination_channel_id };
    expect(starved).toMatchObject({ event_type: 'task.run_starved', run: { id: run.id }, ...daemon });
    expect(starved?.payload).toEqual({ ...waited, queued_age_ms: expect.any(Number) as number });
    expect(flagged).toMatchObject({ event_type: 'task.run_needs_attention', run: { id: run.id }, ...daemon });
    expect(flagged?.payload).toEqual({
      ...{ ...waited, previous_status: 'queued', status: 'needs_attention', task_status: 'ready' },
      diagnostic: detail.run.error,
    });
    expect(more).toEqual([]);
    await turns(2);
    expect(await typesOf(task.id)).toHaveLength(4);
    const agent = await place.agent();
    expect((await agent.claimNext()).status).toBe(204);
    const recovered = await wanted<{ run: Run }>(service.api.post(`/api/runs/${run.id}/recover`, {}), 201);
    expect((await agent.claim()).run.id).toBe(recovered.run.id);
  });

  it("is counted when its task's execution profile leaves nobody who is there, and no longer when it does", async () => {
    const place = await makePlace(service.api);
    const { task, run } = await place.queued();
    await place.agent();
    await stored(service.api, task.id, { worker: { agent_name: 'bob' } });
    await turns(1);
    expect(await countOf(run.id)).toMatchObject({ wake_count: 1 });
    await stored(service.api, task.id, { worker: { agent_name: 'ada' } });
    await turns(6);
    expect(await statusOf(run.id)).toBe('queued');
  });

  it('is not counted before its time', async () => {
    const place = await makePlace(service.api);
    const { run } = await place.queued();
    await turns(3, { ageMs: 3_600_000 });
    expect(await countOf(run.id)).toBeUndefined();
  });

  it('is counted although others of its kind are claimable in other channels', async () => {
    const place = await makePlace(service.api);
    const { run: claimable } = await place.queued({ network_channel: 'here' });
    const { run } = await place.queued({ network_channel: 'there' });
    await place.agent({ channel: 'here' });
    await turns(4);
    expect([await statusOf(claimable.id), await statusOf(run.id)]).toEqual(['queued', 'needs_attention']);
    expect(await countOf(claimable.id)).toBeUndefined();
  });
});

describe('no turn counts', () => {
  it('while an active session could claim the run, busy as it may be, however long the queue', async () => {
    const place = await makePlace(service.api);
    const runs = await Promise.all(range(20).map(async () => (await place.queued()).run.id));
    const agent = await place.agent();
    const { run } = await agent.claim();
    await turns(6);
    for (const id of runs) expect(await statusOf(id)).toBe(id === run.id ? 'claimed' : 'queued');
    expect((await Promise.all(runs.map(countOf))).filter(Boolean)).toEqual([]);
    await wanted(service.api.post(`/api/agent/sessions/${agent.session.session_id}/stop`, {}), 200);
    await turns(1);
    expect((await Promise.all(runs.map(countOf))).map((count) => count?.wake_count)).toEqual(runs.map(() => 1));
  });

  it.each(['task', 'scheduler'])('while its %s is paused; then it goes on where it was', async (paused) => {
    const place = await makePlace(service.api);
    const { task, run } = await place.queued();
    await turns(3);
    const path = paused === 'task' ? `/api/tasks/${task.id}` : '/api/scheduler';
    await wanted(service.api.post(`${path}/pause`, { reason: 'not now' }), 200);
    await turns(3);
    expect(await countOf(run.id)).toMatchObject({ wake_count: 3 });
    const commands = service.app.get(CommandBus);
    const starving = { task_id: task.id, run_id: run.id, lease_epoch: 0, turns: 9 };
    expect((await commands.execute(new FlagRunForAttention(starving, CONTEXT))).result).toBe(false);
    await wanted(service.api.post(`${path}/resume`, {}), 200);
    await turns(1);
    expect(await statusOf(run.id)).toBe('needs_attention');
  });

  it('from before a claim: a run that is queued again begins anew, and starves anew', async () => {
    const place = await makePlace(service.api);
    const { task, run } = await place.queued();
    await turns(3);
    const agent = await place.agent();
    await agent.claim();
    await turns(1);
    expect(await countOf(run.id)).toBeUndefined();
    await turns(1);
    await wanted(service.api.post(`/api/agent/sessions/${agent.session.session_id}/stop`, {}), 200);
    await turns(1);
    expect(await countOf(run.id)).toEqual({ lease_epoch: 1, wake_count: 1, escalation_tier: 0 });
    await turns(2);
    expect(await statusOf(run.id)).toBe('queued');
    expect((await typesOf(task.id)).filter((type) => type === 'task.run_starved')).toHaveLength(2);
  });

  it('twice within half a tick, should the leader change', async () => {
    const place = await makePlace(service.api);
    const { run } = await place.queued();
    await turns(3, { tickMs: 3_600_000 });
    expect(await countOf(run.id)).toMatchObject({ wake_count: 1 });
  });
});

it('it is told once, whoever counts on: another instance, or one that was killed before it noted it', async () => {
  const place = await makePlace(service.api);
  const { task, run } = await place.queued();
  await turns(2);
  const second = await startTestApp({ database: service.database, settings: { schedulerTickSeconds: 3_600 } });
  try {
    await service.app
      .get(DataSource)
      .query('UPDATE run_starvation SET escalation_tier = 0 WHERE run_id = $1', [run.id]);
    await ladder(second).run();
    expect(await countOf(run.id)).toEqual({ lease_epoch: 0, wake_count: 3, escalation_tier: 3 });
    await ladder(second).run();
  } finally {
    await second.close();
  }
  expect((await typesOf(task.id)).slice(2)).toEqual(['task.run_starved', 'task.run_needs_attention']);
});

it('a claim and the setting aside never both happen', async () => {
  const commands = service.app.get(CommandBus);
  const won: string[] = [];
  for (const n of range(12)) {
    const place = await makePlace(service.api);
    const { task, run } = await place.queued();
    const agent = await place.agent();
    const starving = { task_id: task.id, run_id: run.id, lease_epoch: 0, turns: 10 };
    const flag = () => commands.execute(new FlagRunForAttention(starving, CONTEXT));
    const [claim, flagged] =
      n % 2 === 0
        ? await Promise.all([agent.claimNext(), flag()])
        : await Promise.all([flag(), agent.claimNext()]).then(([done, answer]) => [answer, done] as const);
    expect([
      [200, false],
      [204, true],
    ]).toContainEqual([claim.status, flagged.result]);
    const winner = flagged.result ? 'task.run_needs_attention' : 'task.run_claimed';
    expect((await typesOf(task.id)).slice(2)).toEqual([winner]);
    won.push(winner);
  }
  expect(won).toHaveLength(12);
});
