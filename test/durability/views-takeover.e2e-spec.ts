/** The instance that keeps inboxes and dashboards dies amid commands: another keeps them on, and counts nothing twice. */
import { EventLog } from '../../src/ledger/log/event-log.js';
import { StreamRegistry } from '../../src/ledger/registry.js';
import { dashboardOf } from '../dashboard/support/ask.js';
import { INBOX, inboxOf } from '../inbox/support/inboxes.js';
import { operated, sessionsStopped } from '../runs/support/operate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { differencesFromLog } from '../support/follower-instance.js';
import { range } from '../support/ledger.js';
import { makePlace, type Place } from '../support/place.js';
import { spawnService, stopSpawned } from '../support/spawn-service.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

/** Promised: the views are another instance's within this time of the death of the one that kept them. */
const TAKEOVER_MS = 10_000;
const WRITERS = 4;
/** Tasks before the kill, and at least as many again after it. */
const TASKS = 40;
/** What becomes of the run of each task, in turn; what is canceled at work has its session stopped. */
const ENDS = ['complete', 'fail', 'cancel'] as const;

const FOLLOWED = ['dashboard', 'inbox'];

jest.setTimeout(180_000);

let database: TestDatabase;
let standby: TestApp | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await standby?.close();
  await stopSpawned();
  await database.drop();
});

/** What the followers of an instance do, as its health says. */
async function followersOf(url: string): Promise<readonly (string | undefined)[]> {
  const { checks } = (await (await fetch(`${url}/health/ready`)).json()) as {
    checks: { views: { detail: Partial<Record<string, { state: string }>> } };
  };
  return FOLLOWED.map((name) => checks.views.detail[name]?.state);
}

async function follows(url: string): Promise<boolean> {
  return (await followersOf(url)).every((state) => state === 'following');
}

/** Whether it answers with all that was committed before somebody asked. */
async function answersWithAll({ api, app }: TestApp): Promise<boolean> {
  const head = await app.get(EventLog).head();
  for (const path of [INBOX, '/api/observe/tasks/dashboard']) {
    const { status, headers } = await api.get(path);
    expect(status).toBe(200);
    if (Number(headers.get('x-ledger-position')) < head) return false;
  }
  return true;
}

/** Tasks that people own, each with a run that somebody leads to an end. */
class Work {
  readonly ended = { complete: 0, fail: 0, cancel: 0 };
  private begun = 0;
  private over = false;

  constructor(
    private readonly service: TestApp,
    private readonly place: Place,
  ) {}

  get tasks(): number {
    return this.ended.complete + this.ended.fail + this.ended.cancel;
  }

  /** Until `stop` is called. */
  async go(): Promise<void> {
    const writers = range(WRITERS).map(async () => {
      while (!this.over) await this.one();
    });
    await Promise.all(writers);
  }

  stop(): void {
    this.over = true;
  }

  private async one(): Promise<void> {
    const end = ENDS[this.begun++ % ENDS.length] ?? 'complete';
    const { api } = this.service;
    const owner = { kind: 'human', ref: 'local-user' } as const;
    const { run } = await this.place.queued({ owner });
    for (const verb of ['claim', 'start', end] as const) await operated(api, verb, run.id);
    this.ended[end] += 1;
  }
}

it('when the instance that follows is killed, the other answers with everything within 10 s, each event counted once', async () => {
  const leader = await spawnService({ env: { DATABASE_URL: database.url, RATE_LIMIT_PER_SECOND: '0' } });
  await until('it to follow', () => follows(leader.url));
  const other = await startTestApp({ database });
  standby = other;
  const place = await makePlace(other.api);
  const work = new Work(other, place);
  const working = work.go();
  await until('some work', () => work.tasks >= TASKS);
  expect(await followersOf(other.url)).toEqual(['idle', 'idle']);
  expect(await answersWithAll(other)).toBe(true);

  leader.kill('SIGKILL');
  const killedAt = performance.now();
  // What the dead instance kept may be all there is for a moment: the other has taken over once it follows, too.
  const tookOver = async () => (await follows(other.url)) && (await answersWithAll(other));
  await until('the other to follow and to have all of it', tookOver, TAKEOVER_MS);
  const tookOverMs = performance.now() - killedAt;
  expect(tookOverMs).toBeLessThan(TAKEOVER_MS);

  await until('as much work again', () => work.tasks >= 2 * TASKS);
  work.stop();
  await working;
  await sessionsStopped(other);
  const { complete, fail, cancel } = work.ended;
  const { totals, cards } = await dashboardOf(other.api);
  expect(totals).toMatchObject({
    ...{ tasks_total: work.tasks, runs_total: work.tasks, active_runs: 0 },
    ...{ completed_runs: complete, failed_runs: fail, canceled_runs: cancel },
  });
  expect(cards.failed).toMatchObject({ failed_runs: fail, forced_stops: cancel });
  expect(await inboxOf(other.api)).toMatchObject({ total: fail, unread_total: fail });
  expect(await differencesFromLog(database, other.app.get(StreamRegistry))).toEqual([]);
});
