/**
 * Resident memory of the service, on an empty ledger and on a filled one: ready, after a load of all kinds of calls, when
 * nobody has asked for a while, and after every task has been read. The baseline on the same homes: a bare Nest application
 * with a pool of as many connections. What the load of a round adds stays for the next: some thousand tasks.
 *   BENCH_TASKS   tasks of the filled ledger (default 100,000)
 *   BENCH_LEDGER  directory in which the filled ledger stays for the next bench
 */
import { connectCalls } from './http/connect.mjs';
import { startLoad } from './http/load-process.mjs';
import { startService } from './http/service-process.mjs';
import { BARE, makeHome, NO_LADDER } from './support/filled-ledger.mjs';
import { describeMachine } from './support/machine.mjs';
import { median, round } from './support/statistics.mjs';
import { formatTable } from './support/table.mjs';

const TASKS = Number(process.env.BENCH_TASKS ?? 100_000);
const CALLERS = 16;
const IDLE_MS = 5_000;
const PAGE = 500;
const GOAL_MIB = 400;

export async function run({ rounds, seconds = 20 }) {
  const homes = [];
  try {
    homes.push({ name: 'empty', ...(await makeHome(0)) }, { name: 'filled', ...(await makeHome(TASKS)) });
    const machine = await describeHome(homes[0]);
    const { tasks, events } = homes[1];
    const measured = [];
    for (let number = 0; number < rounds; number++) {
      for (const home of homes) {
        measured.push(...(await lookAtBare(home)), ...(await lookAtService(home, seconds)));
      }
    }
    return report({ ...machine, rounds, seconds, callers: CALLERS, tasks, events }, measured);
  } finally {
    for (const { remove } of homes) remove();
  }
}

async function describeHome({ home }) {
  const service = await startService(NO_LADDER, home);
  try {
    return await describeMachine(service.databaseUrl);
  } finally {
    await service.stop();
  }
}

async function lookAtBare({ name, home }) {
  const bare = await startService({}, home, { entry: BARE });
  try {
    return [look(bare, name, 'a bare Nest application')];
  } finally {
    await bare.stop();
  }
}

async function lookAtService({ name, home }, seconds) {
  const service = await startService(NO_LADDER, home);
  const load = startLoad('../mixed/load.mjs');
  const looks = [];
  const see = (what) => looks.push(look(service, name, what));
  try {
    see('ready');
    if (name === 'filled') {
      await readAll(service.url);
      see('after every task was listed, inbox and dashboard');
    }
    const { commands } = await load.ask({ kind: 'mixed', url: service.url, callers: CALLERS, seconds });
    see(`after ${seconds} s of all kinds of calls`);
    looks.at(-1).commands = commands.count;
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    see(`${IDLE_MS / 1_000} s later`);
    return looks;
  } finally {
    load.end();
    await service.stop();
  }
}

function look({ memoryMib, peakMib }, ledger, what) {
  return { ledger, what, memory: memoryMib(), peak: peakMib() };
}

/** Page by page as a client would, and then what is made of all tasks. */
async function readAll(url) {
  for (let cursor = ''; cursor !== undefined;) {
    const answer = await fetch(
      `${url}/api/tasks?include_drafts=true&limit=${PAGE}&cursor=${encodeURIComponent(cursor)}`,
    );
    await answer.text();
    if (!answer.ok) throw new Error(`listTasks answered ${answer.status}`);
    cursor = answer.headers.get('x-next-cursor') ?? undefined;
  }
  const call = connectCalls(url);
  for (const path of ['inbox?limit=500', 'dashboard']) await call('GET', `/api/observe/tasks/${path}`);
}

function report(conditions, measured) {
  const kinds = [...new Set(measured.map(({ ledger, what }) => `${ledger} ledger: ${what}`))];
  const cases = kinds.map((kind) => {
    const same = measured.filter(({ ledger, what }) => `${ledger} ledger: ${what}` === kind);
    const of = (figure) => round(median(same.map((one) => one[figure])));
    const counted = same[0].commands === undefined ? {} : { commands: of('commands') };
    return { what: kind, ...counted, service_mib: of('memory'), peak_mib: Math.max(...same.map(({ peak }) => peak)) };
  });
  const head = ['what', 'commands', 'MiB', 'peak MiB'];
  const lines = cases.map((one) => [one.what, one.commands ?? '', one.service_mib, one.peak_mib]);
  const large = cases.filter(({ peak_mib }) => peak_mib > GOAL_MIB);
  return {
    result: { ...conditions, goal_mib: GOAL_MIB, cases },
    table: formatTable([head, ...lines]),
    failures: large.map(({ what, peak_mib }) => `${what}: ${peak_mib} MiB, not ${GOAL_MIB}`),
  };
}
