import { CommandBus } from '@nestjs/cqrs';
import { CompleteLeasedRun } from '../../src/runs/commands/complete-leased-run.js';
import { RecordProgress } from '../../src/runs/commands/record-progress.js';
import type { RunOptions } from '../../src/tasks/domain/run-request.js';
import { type Agent, makePlace, type Place, runDetailOf, timelineOf, wanted } from '../support/place.js';
import { testContext } from '../sessions/support/claimed-run.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { call, called, step, worked } from './support/called-run.js';

let service: TestApp;
let place: Place;
let agent: Agent;
let task: string;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
  agent = await place.agent();
  task = (await place.task()).id;
});

const CACHED: RunOptions = { use_cached_workflow: true };

/** What the run was offered, and what its event says of it. */
async function offered(runId: string): Promise<{ readonly told: unknown; readonly workflow: unknown }> {
  const { metadata } = (await runDetailOf(service.api, runId)).run;
  const event = (await timelineOf(service.api, task)).find(
    ({ event_type, run }) => event_type === 'task.run_enqueued' && run?.id === runId,
  );
  const { cached_workflow: told } = event?.payload as { cached_workflow?: string };
  return { told, workflow: (metadata as { cached_workflow?: unknown }).cached_workflow };
}

async function done(options: RunOptions = {}, steps: readonly object[] = [step(0), step(1)]): Promise<string> {
  const { id } = await called(service, task, { options });
  await worked(agent, id, steps);
  return id;
}

const missed = { told: 'miss', workflow: undefined };
const part = (index: number, description = `step ${index}`) => ({
  description,
  actions: [{ name: 'act', params: { index } }],
});

describe('a run that may follow an earlier one', () => {
  it('is offered the steps of the newest that did the same, as they were told last', async () => {
    await done();
    const source = await called(service, task);
    await agent.claim();
    await wanted(agent.does('steps', source.id, { steps: [step(3), step(0)] }), 200);
    await wanted(agent.does('steps', source.id, { steps: [step(0, 'better')] }), 200);
    await wanted(agent.does('complete', source.id), 200);
    const run = await called(service, task, { options: CACHED });
    const steps = [part(0, 'better'), part(3)];
    expect(await offered(run.id)).toEqual({ told: 'hit', workflow: { source_run_id: source.id, steps } });
    const { metadata } = (await agent.claim()).run;
    expect(metadata).toMatchObject({ run_request: { use_cached_workflow: true }, cached_workflow: { steps } });
    expect(run.status).toBe('queued');
  });

  it('is offered nothing where nobody asks, whatever the task says', async () => {
    const metadata = { run_defaults: { use_cached_workflow: true } };
    await wanted(service.api.patch(`/api/tasks/${task}`, { metadata }), 200);
    await done();
    const run = await called(service, task, { options: { use_cached_workflow: false } });
    expect(await offered(run.id)).toEqual({ told: undefined, workflow: undefined });
    await worked(agent, run.id);
    expect(await offered((await called(service, task)).id)).toMatchObject({ told: 'hit' });
  });

  it('misses where there was none', async () => {
    expect(await offered((await called(service, task, { options: CACHED })).id)).toEqual(missed);
  });

  it.each<[string, RunOptions, readonly object[]]>([
    ['another prompt', { prompt: 'something else' }, [step(0)]],
    ['a schema', { json_schema: true }, [step(0)]],
    ['no steps', {}, []],
  ])('misses after one with %s', async (_, options, steps) => {
    await done(options, steps);
    expect(await offered((await called(service, task, { options: CACHED })).id)).toEqual(missed);
  });

  it('finds one with an equal schema, whatever the order of its members', async () => {
    const source = await done({ json_schema: { minimum: 1, maximum: 9 } }, [step(0)]);
    const options = { ...CACHED, json_schema: { maximum: 9, minimum: 1 } };
    expect(await offered((await called(service, task, { options })).id)).toEqual({
      ...{ told: 'hit', workflow: { source_run_id: source, steps: [part(0)] } },
    });
  });

  it('misses after one that failed, and after those of other tasks', async () => {
    const failed = await called(service, task);
    await agent.claim();
    await wanted(agent.does('steps', failed.id, { steps: [step(0)] }), 200);
    await wanted(agent.does('fail', failed.id), 200);
    const other = (await place.task()).id;
    await worked(agent, (await called(service, other)).id, [step(0)]);
    expect(await offered((await called(service, task, { options: CACHED })).id)).toEqual(missed);
  });

  it('is told only where the steps are, when they are too large to be beside the request', async () => {
    const large = 'x'.repeat(9_000);
    const source = await done({}, [step(0, 'first', { large }), step(1, 'second', { large })]);
    const run = await called(service, task, { options: CACHED });
    expect(await offered(run.id)).toEqual({ told: 'hit', workflow: { source_run_id: source } });
  });

  it('finds steps that fit by themselves and not beside the request', async () => {
    const source = await done({}, [step(0, 'first', { large: 'x'.repeat(9_000) })]);
    const fits = await called(service, task, { options: CACHED });
    expect(await offered(fits.id)).toMatchObject({ workflow: { source_run_id: source, steps: [{}] } });
    await worked(agent, fits.id);
    const prompt = 'x'.repeat(9_000);
    const again = await done({ prompt }, [step(0, 'first', { large: 'x'.repeat(9_000) })]);
    const run = await called(service, task, { options: { ...CACHED, prompt } });
    expect(await offered(run.id)).toEqual({ told: 'hit', workflow: { source_run_id: again } });
  });

  it('is offered what was told and ended in the very flush in which it is queued', async () => {
    for (let n = 0; n < 5; n++) {
      const asked = { options: { ...CACHED, prompt: `round ${n}` } };
      const source = await called(service, task, asked);
      await agent.claim();
      const held = { session_id: agent.session.session_id, run_id: source.id };
      const commands = service.app.get(CommandBus, { strict: false });
      const steps = [{ ...part(n), index: n, actions: [] }];
      const [, , { result }] = await Promise.all([
        commands.execute(new RecordProgress({ ...held, steps, log: [] }, testContext)),
        commands.execute(new CompleteLeasedRun(held, testContext)),
        call(service, task, asked),
      ]);
      const workflow = { source_run_id: source.id, steps: [{ ...part(n), actions: [] }] };
      expect(await offered(result.run.id)).toEqual({ told: 'hit', workflow });
      await worked(agent, result.run.id);
    }
  });
});
