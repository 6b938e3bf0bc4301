/** Whatever happens to tasks and whatever actors do with them, every inbox is what counting anew would give. */
import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { ArchiveTask } from '../../src/inbox/commands/archive-task.js';
import { DismissTask } from '../../src/inbox/commands/dismiss-task.js';
import { MarkTaskRead } from '../../src/inbox/commands/mark-task-read.js';
import { presentInbox } from '../../src/inbox/http/present-inbox.js';
import { type InboxBounds, readInbox } from '../../src/inbox/views/get-task-inbox.js';
import type { Actor, CommandContext } from '../../src/ledger/event.js';
import { ViewPositions } from '../../src/ledger/followers/view-positions.js';
import { LedgerWait } from '../../src/ledger/ledger-wait.js';
import { readSnapshot } from '../../src/ledger/log/read-snapshot.js';
import { PRIORITIES } from '../../src/tasks/domain/vocabulary.js';
import { BY_INDEX } from '../../src/tasks/views/list-tasks.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { CONTEXT } from '../tasks/support/plant-tree.js';
import {
  bursts,
  maybe,
  onSomeRun,
  RandomWork,
  SOME_EDGE,
  SOME_TASK,
  type WorkStep,
  WORKSPACES,
} from '../tasks/support/random-work.js';
import { type Asked, type Ledger, readLedger, recountInbox } from './support/recount-inbox.js';

const ROUNDS = 6;
const SEED = Number(process.env.INBOX_SEED ?? 20_261_123);
const LEAD = ['claim_run', 'start_run', 'fail_run', 'complete_run'] as const;
const ANN = { kind: 'human', ref: 'ann' } as const;
const AGENT = { kind: 'agent_session', ref: 'ann' } as const;
const ME = { kind: 'human', ref: CONTEXT.actor.ref } as const;
const ACTORS: readonly Actor[] = [ME, ANN, AGENT];
const OWNERS = [ME, ANN, AGENT, { kind: 'pool', ref: 'ann' }] as const;
const TITLES = ['Ship 100%', 'ship_it', 'rest'] as const;
const WAYS: readonly InboxBounds[] = [{}, { readOver: -1, named: 0 }];

jest.setTimeout(300_000);

let service: TestApp;
let work: RandomWork;

beforeAll(async () => {
  service = await startTestApp();
  work = await RandomWork.open(service);
});
afterAll(() => service.close());

const create = fc.record({
  do: fc.constant('create' as const),
  workspace: maybe(WORKSPACES),
  made: fc
    .record({
      owner: maybe<(typeof OWNERS)[number]>(OWNERS),
      title: fc.constantFrom(...TITLES),
      identifier: fc.constantFrom('', '', '', '', 'SHIP-7'),
      priority: fc.constantFrom(...PRIORITIES),
      approval_policy: fc.constantFrom('none' as const, 'none' as const, 'manual' as const),
    })
    .map(({ owner, identifier, ...made }) => ({
      ...made,
      ...(identifier === '' ? {} : { identifier }),
      ...(owner === undefined ? {} : { owner }),
    })),
});
const onTask = fc.record({
  do: fc.constantFrom('approve' as const, 'reject' as const, 'cancel' as const, 'delete' as const, 'enqueue' as const),
  task: SOME_TASK,
});
const patch = fc.record({
  do: fc.constant('patch' as const),
  task: SOME_TASK,
  patch: fc.constantFrom(null, ...OWNERS).map((owner) => (owner === null ? { clear_owner: true } : { owner })),
});
const triage = fc.record({
  triage: fc.constantFrom('read' as const, 'read' as const, 'read' as const, 'archive' as const, 'dismiss' as const),
  task: SOME_TASK,
  actor: fc.constantFrom(...ACTORS),
});
type Triage = typeof triage extends fc.Arbitrary<infer T> ? T : never;
const step = fc.oneof(
  { weight: 8, arbitrary: create },
  { weight: 6, arbitrary: onTask },
  { weight: 3, arbitrary: patch },
  { weight: 3, arbitrary: SOME_EDGE },
  { weight: 12, arbitrary: triage },
  { weight: 12, arbitrary: onSomeRun(LEAD) },
);

function attempt(one: WorkStep | Triage): Promise<void> {
  return work.attempt(() => ('triage' in one ? triaged(one) : work.carryOut(one)));
}

function triaged({ triage: verb, task, actor }: Triage): Promise<unknown> {
  const taskId = work.taskId(task);
  const context: CommandContext = { ...CONTEXT, actor };
  if (verb === 'read') return work.bus.execute(new MarkTaskRead(taskId, context));
  return work.bus.execute(verb === 'archive' ? new ArchiveTask(taskId, context) : new DismissTask(taskId, context));
}

/** Work and a failed run that somebody has seen: chance alone seldom leads one so far. */
async function byHand(): Promise<void> {
  const made = { title: TITLES[0], priority: 'high' } as const;
  await attempt({ do: 'create', workspace: undefined, made });
  const newest = work.ids.length - 1;
  await attempt({ do: 'enqueue', task: newest });
  for (const action of LEAD.slice(0, 3)) await attempt({ do: action, run: { nth: 0, suited: true } });
  await attempt({ triage: 'read', task: newest, actor: ME });
  await attempt({ do: 'create', workspace: undefined, made: { ...made, owner: ME } });
  await attempt({ triage: 'read', task: work.ids.length - 1, actor: ME });
}

const FILTERS: readonly Omit<Asked, 'actor' | 'unread' | 'limit'>[] = [
  {},
  { place: '' },
  { place: 'ws-1', owner_ref: 'ann' },
  { owner_ref: 'ann', owner_kind: 'pool' },
  { owner_kind: 'human' },
  { lane: 'failed_runs' },
  { lane: 'archived' },
  { pattern: 'ship' },
  { pattern: '0%', place: 'ws-1' },
  { pattern: 'ship-', owner_ref: 'ann' },
];
const QUESTIONS: readonly Asked[] = ACTORS.flatMap((actor) =>
  FILTERS.flatMap((filter) =>
    [false, true].flatMap((unread) => [2, 500].map((limit) => ({ ...filter, actor, unread, limit }))),
  ),
);

type Told = ReturnType<typeof presentInbox>;

/** All answers as of one moment, each by every way, and the ledger as it was then. */
async function ask(): Promise<{ ledger: Ledger; answers: readonly (readonly Told[])[] }> {
  const source = service.app.get(DataSource);
  const reader = await service.app.get(ViewPositions, { strict: false }).readerOf('inbox');
  let found: { ledger: Ledger; answers: readonly (readonly Told[])[] } | undefined;
  await until('the view has all of the log', async () => {
    await service.app.get(LedgerWait, { strict: false }).untilFollowed(reader);
    return readSnapshot(
      source,
      async (snapshot) => {
        const [head] = await snapshot.query<{ position: number }[]>('SELECT max(position) AS position FROM events');
        const [view] = await snapshot.query<{ position: number }[]>("SELECT position FROM views WHERE name = 'inbox'");
        if (head?.position !== view?.position) return false;
        const answers: Told[][] = [];
        for (const asked of QUESTIONS) {
          const told: Told[] = [];
          for (const way of WAYS) told.push(presentInbox(await readInbox(snapshot, asked, way), asked.actor));
          answers.push(told);
        }
        found = { ledger: await readLedger(snapshot), answers };
        return true;
      },
      BY_INDEX,
    );
  });
  if (!found) throw new Error('nothing was answered');
  return found;
}

it('is what counting the ledger gives, for every question', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(bursts(step), async (all) => {
      for (const burst of all) await Promise.all(burst.map(attempt));
      await byHand();
      const { ledger, answers } = await ask();
      for (const [n, asked] of QUESTIONS.entries()) {
        const counted = recountInbox(ledger, asked);
        for (const [way, told] of (answers[n] ?? []).entries()) {
          expect({ asked, way, ...told }).toEqual({ asked, way, ...counted });
        }
        for (const { lane, count, unread_count } of counted.groups ?? []) {
          if (unread_count > 0) seen.add(`${lane} unread`);
          if (count > unread_count) seen.add(`${lane} read`);
        }
      }
    }),
    { seed: SEED, numRuns: ROUNDS, endOnFailure: true },
  );
  const lanes = ['my_work', 'approvals', 'failed_runs', 'blocked'];
  const wanted = ['archived read', ...lanes.flatMap((lane) => [`${lane} unread`, `${lane} read`])];
  expect(wanted.filter((what) => !seen.has(what))).toEqual([]);
});
