/**
 * Dashboard and inbox over HTTP at growing numbers of tasks: the smallest ledger of the same run is the baseline. What is
 * asked is what the smallest can fill, so that answers are of one size: an inbox that shows more tasks takes longer, and
 * that is not what is measured here.
 *   BENCH_SIZES  numbers of tasks (default 1000,100000,1000000)
 */
import 'reflect-metadata';
import { startService } from './http/service-process.mjs';
import { fillService } from './support/filled-ledger.mjs';
import { describeMachine } from './support/machine.mjs';
import { median, percentile, round } from './support/statistics.mjs';
import { formatTable } from './support/table.mjs';

const SIZES = (process.env.BENCH_SIZES ?? '1000,100000,1000000').split(',').map(Number);
const REQUESTS = 300;
/** Not counted: what the first requests of a kind cost more. */
const WARM_UP = 20;
/** p95 at the largest over that at the smallest. */
const GOAL = 1.5;

export async function run({ rounds }) {
  const services = [];
  try {
    for (const tasks of SIZES) {
      const service = await startService();
      services.push(service);
      Object.assign(service, await fillService(service, tasks));
    }
    const machine = await describeMachine(services[0].databaseUrl);
    const measured = [];
    for (let number = 0; number < rounds; number++) measured.push(...(await measure(services)));
    return report(machine, measured, services, rounds);
  } finally {
    for (const { stop } of services) await stop();
  }
}

function questions(workspace) {
  const inWorkspace = `scope=workspace&workspace=${workspace}`;
  return {
    'dashboard of all': 'dashboard',
    'dashboard of a workspace': `dashboard?${inWorkspace}`,
    'dashboard of an owner': 'dashboard?owner_ref=local-user',
    'dashboard of a channel': 'dashboard?network_channel=channel-3',
    'inbox, 50 of each lane': 'inbox?limit=50',
    'inbox of a workspace, 5 of each lane': `inbox?limit=5&${inWorkspace}`,
    'inbox, unread approvals': 'inbox?limit=50&lane=approvals&unread=true',
  };
}

/** Each question to every ledger in turn, one at a time: whatever else the machine does hits all of them alike. */
async function measure(services) {
  const measured = [];
  for (const name of Object.keys(questions(''))) {
    const asked = services.map(({ url, tasks, workspace }) => {
      return { tasks, url: `${url}/api/observe/tasks/${questions(workspace)[name]}`, bytes: 0, samples: [] };
    });
    for (let n = 0; n < WARM_UP + REQUESTS; n++) {
      for (const one of asked) {
        const took = await ask(one);
        if (n >= WARM_UP) one.samples.push(took);
      }
    }
    for (const { tasks, bytes, samples } of asked) {
      measured.push({ name, tasks, bytes, p50: percentile(samples, 0.5), p95: percentile(samples, 0.95) });
    }
  }
  return measured;
}

async function ask(one) {
  const begun = performance.now();
  const answer = await fetch(one.url);
  one.bytes = (await answer.text()).length;
  if (!answer.ok) throw new Error(`${one.url} answered ${answer.status}`);
  return performance.now() - begun;
}

function report(machine, measured, services, rounds) {
  const names = [...new Set(measured.map(({ name }) => name))];
  const cases = names.map((name) => {
    const sizes = SIZES.map((tasks) => {
      const own = measured.filter((one) => one.name === name && one.tasks === tasks);
      const of = (figure) => round(median(own.map((one) => one[figure])), 2);
      return { tasks, bytes: of('bytes'), p50_ms: of('p50'), p95_ms: of('p95') };
    });
    return { name, sizes, ratio: round(sizes.at(-1).p95_ms / sizes[0].p95_ms, 2) };
  });
  const head = ['what', ...SIZES.flatMap((tasks) => [`${tasks}: bytes`, 'p50 ms', 'p95 ms']), 'ratio'];
  const lines = cases.map(({ name, sizes, ratio }) => [
    name,
    ...sizes.flatMap(({ bytes, p50_ms, p95_ms }) => [bytes, p50_ms, p95_ms]),
    ratio,
  ]);
  const ledgers = services.map(({ tasks, events, behind }) => ({ tasks, events, views_behind_seconds: behind }));
  return {
    result: { ...machine, rounds, requests: REQUESTS, goal: GOAL, ledgers, cases },
    table: formatTable([head, ...lines]),
    failures: cases.flatMap(({ name, ratio }) =>
      ratio > GOAL ? [`${name}: p95 ${ratio} times that of the smallest`] : [],
    ),
  };
}
