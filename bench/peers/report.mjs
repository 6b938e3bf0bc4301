/** What the rounds came to: medians, and the median of ours by theirs within a round. */
import { median, round } from '../support/statistics.mjs';
import { formatTable } from '../support/table.mjs';

const OURS = 'taskledger';
const PEERS = ['pg-boss', 'graphile-worker', 'bullmq'];
/** How many times a peer's throughput ours has to reach at least. */
const GOALS = [
  { kind: 'cycle', workers: 64, batch: 1, peer: 'pg-boss', goal: 1 },
  { kind: 'enqueue', workers: 64, batch: 1, peer: 'pg-boss', goal: 1 },
];
const COMPARED =
  'taskledger over HTTP, its history of events kept and hash-chained; the others in process, without a history. ' +
  'enqueue: a run of a task that is there, with its metadata, by one call; create and start: a new task and its run, by two calls, ' +
  "against the others' enqueue. taskledger has no batches: null.";
const WORDS = { enqueue: 'enqueue', 'create and start': 'create + start', cycle: 'take + complete' };
/** What the others do for what only taskledger has. */
const COUNTERPARTS = { 'create and start': 'enqueue' };

/** @param about what stands before the figures in the result @param rounds of lists of `{ kind, workers, batch, name, perSecond }` */
export function reportPeers(about, rounds) {
  const cases = distinctCases(rounds[0]).map((one) => summarize(one, rounds));
  const goals = GOALS.map((goal) => ({ ...goal, ratio: cases.find((one) => isSame(one, goal)).ratios[goal.peer] }));
  const skipped = about.peers.redis === undefined ? { bullmq: 'redis-server is not installed' } : {};
  const missed = goals.filter(({ ratio, goal }) => ratio < goal);
  return {
    result: { ...about, compared: COMPARED, skipped, cases, goals },
    table: formatTable([head(), ...cases.map(line)]),
    failures: missed.map(
      ({ kind, workers, peer, ratio, goal }) =>
        `${WORDS[kind]}, ${workers} workers: ${ratio} times ${peer}, not ${goal}`,
    ),
  };
}

function distinctCases(measured) {
  return measured.filter((one, index) => measured.findIndex((other) => isSame(other, one)) === index);
}

function isSame(one, other) {
  return one.kind === other.kind && one.workers === other.workers && one.batch === other.batch;
}

function summarize({ kind, workers, batch }, rounds) {
  const figures = rounds.map((measured) => {
    const of = (wanted) => measured.filter((one) => isSame(one, { kind: wanted, workers, batch }));
    const theirs = of(COUNTERPARTS[kind] ?? kind).filter(({ name }) => name !== OURS);
    const ours = of(kind).filter(({ name }) => name === OURS);
    return Object.fromEntries([...theirs, ...ours].map(({ name, perSecond }) => [name, perSecond]));
  });
  const ofEach = (names, digits, figure) =>
    Object.fromEntries(names.map((name) => [name, medianOrNull(figures.map(figure(name)), digits)]));
  return {
    ...{ kind, workers, batch },
    per_second: ofEach([OURS, ...PEERS], 0, (name) => (one) => one[name]),
    ratios: ofEach(PEERS, 2, (name) => (one) => one[OURS] / one[name]),
  };
}

/** Nothing where one of the two does not do such a thing. */
function medianOrNull(values, digits) {
  return values.every(Number.isFinite) ? round(median(values), digits) : null;
}

function head() {
  return ['what', 'workers', 'batch', `${OURS}/s`, ...PEERS.flatMap((name) => [`${name}/s`, 'ratio'])];
}

function line({ kind, workers, batch, per_second, ratios }) {
  const peers = PEERS.flatMap((name) => [per_second[name], ratios[name]]);
  return [WORDS[kind], workers, batch, per_second[OURS], ...peers].map((cell) => cell ?? '-');
}
