import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { Claim } from '../../../src/client/types.js';
import type { ApiAnswer } from '../../support/contract.js';
import { type Agent, makePlace, type Place } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { plantTree } from '../support/plant-tree.js';

const ROUNDS = 50;
/** Twenty callers in a round: one cancels, one starts, the others claim or end what they have. */
const CLAIMING = 9;
const ENDING = 9;
const CHILDREN = CLAIMING + ENDING;

let service: TestApp;
let place: Place;

jest.setTimeout(180_000);

beforeAll(async () => {
  service = await startTestApp();
  place = await makePlace(service.api);
});

afterAll(() => service.close());

interface Event {
  readonly position: number;
  readonly task_id: string;
  readonly type: string;
  readonly run_id: string | null;
}

async function eventsOf(ids: readonly string[]): Promise<Event[]> {
  const text =
    "SELECT position, substr(stream, 6) AS task_id, type, data->>'run_id' AS run_id FROM events " +
    'WHERE stream = ANY($1) ORDER BY position';
  return service.app.get(DataSource).query(text, [ids.map((id) => `task:${id}`)]);
}

/** What became of a child after it was made and queued. */
function outcomeOf(id: string, events: readonly Event[]): string {
  const own = events.filter(({ task_id }) => task_id === id).map(({ type }) => type.replace('task.', ''));
  return own.slice(2).join(' ');
}

/** The only stories that a child may tell: whoever came first won, and nothing followed on a cancellation. */
const ALLOWED = new Set([
  'run_canceled canceled',
  'run_claimed run_canceled canceled',
  'run_claimed run_completed',
  'run_claimed run_failed canceled',
]);

it('a canceled tree and its claims and completions leave each task in one of the allowed ends', async () => {
  const agents = await Promise.all(Array.from({ length: CHILDREN }, () => place.agent()));
  const seen = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) await oneRound(round, agents, seen);
  // All of them, or the callers never met.
  expect([...seen].sort()).toEqual([...ALLOWED].sort());
});

/** Who comes first is chance; where the cancellation stands among the others changes from round to round. */
async function oneRound(round: number, agents: readonly Agent[], seen: Set<string>): Promise<void> {
  const { rootId, ids } = await plantTree(service.app.get(CommandBus, { strict: false }), {
    size: CHILDREN + 1,
    workspaceId: place.workspaceId,
    idle: 1,
  });
  const [claiming, ending] = [agents.slice(0, CLAIMING), agents.slice(CLAIMING)];
  const held = await Promise.all(ending.map((agent) => agent.claim()));
  const calls: (() => Promise<ApiAnswer<unknown>>)[] = [
    ...claiming.map((agent) => () => agent.claimNext()),
    ...ending.map((agent, n) => () => agent.does(verbOf(n), held[n]?.run.id ?? '')),
    () => service.api.post(`/api/tasks/${rootId}/start`),
  ];
  const cancel = () => service.api.post(`/api/tasks/${rootId}/cancel`, { reason: 'race' });
  const at = (round * 7) % (calls.length + 1);
  const answers = await Promise.all(calls.toSpliced(at, 0, cancel).map((call) => call()));
  const [canceled] = answers.splice(at, 1);
  expect(canceled?.status).toBe(200);
  const [claims, ends, [started]] = [
    answers.slice(0, CLAIMING) as ApiAnswer<{ claim: Claim }>[],
    answers.slice(CLAIMING, CHILDREN),
    answers.slice(CHILDREN),
  ];
  const events = await eventsOf(ids);
  const has = (type: string, of: Partial<Event>) =>
    events.find((event) => event.type === type && (event.run_id === of.run_id || event.task_id === of.task_id));
  const end = has('task.canceled', { task_id: rootId })?.position ?? 0;
  for (const id of ids.slice(1)) {
    const outcome = outcomeOf(id, events);
    expect(ALLOWED).toContain(outcome);
    seen.add(outcome);
  }
  for (const { status, body } of claims) {
    expect([200, 204]).toContain(status);
    if (status === 200) expect(has('task.run_claimed', { run_id: body.claim.run.id })?.position).toBeLessThan(end);
  }
  ends.forEach(({ status }, n) => {
    const type = verbOf(n) === 'complete' ? 'task.run_completed' : 'task.run_failed';
    expect(status).toBe(has(type, { run_id: held[n]?.run.id }) ? 200 : 409);
  });
  const enqueued = has('task.run_enqueued', { task_id: rootId });
  expect(started?.status).toBe(enqueued && enqueued.position < end ? 201 : 409);
  const left = await Promise.all(agents.map((agent) => agent.claimNext()));
  expect(left.map(({ status }) => status)).toEqual(agents.map(() => 204));
}

function verbOf(n: number): 'complete' | 'fail' {
  return n % 2 === 0 ? 'complete' : 'fail';
}
