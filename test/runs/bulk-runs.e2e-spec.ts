import type { Run, Task } from '../../src/client/types.js';
import { type KeyedService, startKeyedService } from '../access/support/keyed-service.js';
import type { Api, ApiAnswer } from '../support/contract.js';
import { type ErrorAnswer, makePlace, type Place, refused, runDetailOf, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { failedBy, needsAttention } from './support/force.js';

const VERBS = ['release', 'fail'] as const;
type BulkVerb = (typeof VERBS)[number];

interface Row {
  readonly run_id: string;
  readonly ok: boolean;
  readonly run?: Run;
  readonly error?: ErrorAnswer;
}

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp({ settings: { forceLimitPerMinute: 3 } });
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const bulk = (
  verb: BulkVerb,
  body: unknown,
  api: Api = service.api,
): Promise<ApiAnswer<{ results: Row[] } & ErrorAnswer>> => api.post(`/api/runs/bulk/${verb}`, body);
const rowsOf = async (verb: BulkVerb, body: unknown, api?: Api): Promise<Row[]> =>
  (await wanted<{ results: Row[] }>(bulk(verb, body, api), 200)).results;
/** A body that the operation takes. */
const asking = (verb: BulkVerb, run_ids: unknown, more: object = {}) =>
  verb === 'fail' ? { run_ids, reason: 'stuck', ...more } : { run_ids, ...more };
const codes = (rows: readonly Row[]) => rows.map(({ ok, error }) => (ok ? 'ok' : (error?.diagnostic?.code ?? 'none')));
const runOf = async (id: string) => (await runDetailOf(service.api, id)).run;

async function claimed(): Promise<Run> {
  const { run } = await place.queued();
  const agent = await place.agent();
  expect((await agent.claim()).run.id).toBe(run.id);
  return run;
}

describe('a bulk release', () => {
  it('has a row for each run, in order, each for itself', async () => {
    const [first, second] = [await claimed(), await claimed()];
    const { run: queued } = await place.queued({ priority: 'low' });
    const run_ids = [queued.id, second.id, 'run-0', first.id];
    const results = await rowsOf('release', { run_ids, reason: 'shift is over', metadata: { kept: 'nowhere' } });
    expect(results.map(({ run_id }) => run_id)).toEqual(run_ids);
    expect(results[0]).toMatchObject({
      ok: false,
      error: {
        error: expect.stringContaining('Task run cannot be force released') as string,
        diagnostic: {
          ...{ code: 'task_run_not_releasable', severity: 'error', data_freshness: 'live' },
          evidence: { run_id: queued.id, status: 'queued' },
        },
      },
    });
    expect(results[1]).toEqual({ run_id: second.id, ok: true, run: second });
    expect(results[2]).toEqual({ run_id: 'run-0', ok: false, error: { error: 'run run-0 does not exist' } });
    expect(results[3]).toEqual({ run_id: first.id, ok: true, run: first });
    const events = await Promise.all([second, first].map(({ task_id }) => timelineOf(service.api, task_id)));
    const [one, two] = events.map((all) => all.at(-1));
    for (const event of [one, two]) {
      expect(event).toMatchObject({
        ...{ event_type: 'task.run_released', origin: { ref: 'tasks.bulk_release_runs' } },
        payload: { manual: true, reason: 'shift is over' },
      });
    }
    // One after another, in the order of the ids.
    expect(one?.sequence).toBeLessThan(two?.sequence ?? 0);
  });
});

describe('a bulk fail', () => {
  it('gives up what can be given up, and tells what became of the rest', async () => {
    const done = await claimed();
    const { run: attention } = await place.queued();
    await needsAttention(service, attention);
    const { run: ended } = await place.queued({ priority: 'urgent' });
    expect((await failedBy(await place.agent())).id).toBe(ended.id);
    const run_ids = [ended.id, attention.id, done.id];
    const results = await rowsOf('fail', { run_ids, reason: 'over', metadata: { ticket: 7 } });
    expect(codes(results)).toEqual(['task_run_already_terminal', 'ok', 'ok']);
    for (const { run } of results.slice(1)) {
      expect(run).toMatchObject({ status: 'failed', failure_kind: 'operator_forced', error: 'over' });
      expect(await runOf(run?.id ?? '')).toEqual(run);
      expect((await timelineOf(service.api, run?.task_id ?? '')).at(-1)).toMatchObject({
        ...{ event_type: 'task.run_operator_forced_fail', origin: { ref: 'tasks.bulk_fail_runs' } },
        payload: { reason: 'over', metadata: { ticket: 7 } },
      });
    }
  });

  it('is 200 even when every row failed', async () => {
    expect(codes(await rowsOf('fail', { run_ids: ['run-0', 'run-1'], reason: 'r' }))).toEqual(['none', 'none']);
  });
});

describe.each(VERBS)('bulk %s', (verb) => {
  it('does what is named twice once, where it stands first', async () => {
    const [first, second] = [await claimed(), await claimed()];
    const results = await rowsOf(verb, asking(verb, [first.id, second.id, ` ${first.id} `, first.id]));
    expect(results.map(({ run_id, ok }) => [run_id, ok])).toEqual([
      [first.id, true],
      [second.id, true],
    ]);
  });

  it('takes fifty ids, and refuses one more even if it is named twice', async () => {
    const { run } = await place.queued();
    const ids = Array.from({ length: 49 }, (_, n) => `run-${n}`);
    for (const run_ids of [[...ids, run.id, run.id], Array<string>(51).fill('run-0'), Array<string>(51).fill(' ')]) {
      expect(await bulk(verb, asking(verb, run_ids))).toMatchObject({
        status: 422,
        body: {
          diagnostic: {
            id: 'task.force.bulk_too_large',
            ...{ code: 'bulk_too_large', severity: 'error', title: 'Bulk force operation is too large' },
            evidence: { limit: 50, count: 51 },
          },
        },
      });
    }
    expect((await runOf(run.id)).status).toBe('queued');
    expect(await rowsOf(verb, asking(verb, [...ids, 'run-49']))).toHaveLength(50);
  });

  it.each<[number, string, unknown]>([
    [400, 'not valid JSON', '{'],
    [400, 'body', ''],
    [400, 'run_ids', { run_ids: 'run-0', reason: 'r' }],
    [400, 'run_ids[1]', { run_ids: ['run-0', 5], reason: 'r' }],
    [422, 'run_ids', { reason: 'r' }],
    [422, 'run_ids', { run_ids: [], reason: 'r' }],
    [422, 'run_ids', { run_ids: ['run-0', ' '], reason: 'r' }],
    [422, 'run_ids', { run_ids: ['r'.repeat(257)], reason: 'r' }],
    [413, '16384', { run_ids: ['run-0'], reason: 'r', metadata: 'x'.repeat(16_383) }],
    [422, 'metadata', { run_ids: ['run-0'], reason: 'r', metadata: { claim_token: 1 } }],
    [422, 'reason', { run_ids: ['run-0'], reason: 'r'.repeat(4_097) }],
  ])('%i: %s, case %#', async (status, words, body) => {
    await refused(bulk(verb, body), status, words);
  });

  it('refuses agents as a whole where the policy forbids it, whatever else is wrong', async () => {
    const strict = await startTestApp({ settings: { allowAgentForce: false } });
    try {
      const there = await makePlace(strict.api);
      const { run } = await there.queued();
      const { api } = await there.agent();
      for (const body of [asking(verb, [run.id, 'run-0']), { run_ids: [] }]) {
        const { status, body: answer } = await bulk(verb, body, api);
        expect([status, answer.diagnostic?.code]).toEqual([403, 'forbidden_operator_action']);
      }
      expect((await runDetailOf(strict.api, run.id)).run.status).toBe('queued');
    } finally {
      await strict.close();
    }
  });

  it('counts row by row for an agent and a task', async () => {
    const { task, run } = await place.queued();
    const { api } = await place.agent();
    const other = await place.queued();
    for (let n = 0; n < 2; n++) expect((await api.post(`/api/runs/${run.id}/recover`)).status).toBe(409);
    const last = await rowsOf(verb, asking(verb, [run.id]), api);
    expect(codes(last)).toEqual([verb === 'fail' ? 'ok' : 'task_run_not_releasable']);
    const rows = await rowsOf(verb, asking(verb, [run.id, 'run-0', other.run.id]), api);
    const elsewhere = verb === 'fail' ? 'ok' : 'task_run_not_releasable';
    expect(codes(rows)).toEqual(['force_op_rate_limited', 'none', elsewhere]);
    expect(rows[0]?.error?.diagnostic).toMatchObject({ evidence: { task_id: task.id, limit: 3 } });
    const { status, body, headers } = await bulk(verb, asking(verb, [run.id, run.id]), api);
    expect([status, body.diagnostic?.code]).toEqual([429, 'force_op_rate_limited']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

it.each([{}, { reason: '' }, { reason: ' ' }, { reason: null }])('bulk fail needs a reason: %j', async (words) => {
  const { run } = await place.queued();
  expect(await bulk('fail', { run_ids: [run.id], ...words })).toMatchObject({
    status: 422,
    body: {
      diagnostic: {
        ...{ code: 'force_op_requires_reason', title: 'Force fail requires a reason' },
        suggested_command: expect.stringContaining('POST /api/runs/bulk/fail') as string,
      },
    },
  });
  expect((await runOf(run.id)).status).toBe('queued');
});

describe('a key that is bound to a workspace', () => {
  let keyed: KeyedService;

  beforeAll(async () => {
    keyed = await startKeyedService();
  });

  afterAll(() => keyed.close());

  const taskOf = async (task: Task) => (await timelineOf(keyed.admin, task.id)).length;

  it.each(VERBS)('reads of foreign runs in rows what it reads of those that are not there: %s', async (verb) => {
    const [here, there] = [await makePlace(keyed.admin), await makePlace(keyed.admin)];
    const [own, foreign] = [await here.queued(), await there.queued()];
    await (await here.agent()).claim();
    await (await there.agent()).claim();
    const { api } = await keyed.key({ role: 'operator', workspace: here.workspaceId });
    const before = await taskOf(foreign.task);
    const rows = await rowsOf(verb, asking(verb, [foreign.run.id, 'run-0', own.run.id]), api);
    expect(rows.map(({ ok }) => ok)).toEqual([false, false, true]);
    const unlike = JSON.stringify(rows[0]).replaceAll(foreign.run.id, 'run-0');
    expect(unlike).toBe(JSON.stringify(rows[1]));
    expect(await taskOf(foreign.task)).toBe(before);
  });
});
