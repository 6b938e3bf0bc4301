/**
 * What docs/performance.md shows of each bench's result, in the order of the page: a sentence, and tables, each with its
 * head, its rows, and a line above it where it needs one.
 */

const table = (head, rows, above) => ({ head, rows, above });
const callers = (number) => (number === 1 ? '1 caller' : `${number.toLocaleString('en-US')} callers`);

export const BENCHES = {
  lane: {
    what: 'Commands of tasks given to the lane directly, against one transaction per command with the same rules and rows.',
    tables: ({ cases }) => [
      table(
        ['', 'lane, commands/s', 'p50 ms', 'p99 ms', 'baseline, commands/s', 'p50 ms', 'p99 ms', 'ratio', 'goal'],
        cases.map((one) => [
          ...[callers(one.callers), one.lane.commands_per_second, one.lane.p50_ms, one.lane.p99_ms],
          ...[one.baseline.commands_per_second, one.baseline.p50_ms, one.baseline.p99_ms, one.ratio, one.goal],
        ]),
      ),
    ],
  },
  http: {
    what: 'Two calls that belong together, over HTTP, as pairs: claim-next with complete, and create with start.',
    tables: ({ cases }) => [
      table(
        ['', 'sessions', 'pairs/s', 'p50 ms', 'p99 ms', 'service MiB'],
        cases.map((one) => [
          one.kind === 'cycle' ? 'claim-next + complete' : 'create + start',
          ...[one.sessions, one.per_second, one.p50_ms, one.p99_ms, one.service_mib],
        ]),
      ),
    ],
  },
  mixed: {
    what: 'All kinds of calls side by side over HTTP, in the shares of the table, and the same by one caller alone.',
    tables: mixedTables,
  },
  'mixed-profile': {
    what: "Where the service's CPU goes under the load of `mixed`: self time, without the time in which it waits.",
    tables: ({ areas, goal_percent, calls_per_second }) => [
      table(
        ['area', '% of CPU'],
        areas.map(({ name, percent }) => [name, percent]),
        `At ${calls_per_second.toLocaleString('en-US')} calls/s, watched. The goal is that nothing beside the lane with its Postgres ` +
          `client and validation takes more than ${goal_percent} %.`,
      ),
    ],
  },
  peers: {
    what: 'The same work by others, on the same Postgres server; [bench/peers](../bench/peers/README.md) says what is compared.',
    tables: peersTables,
  },
  claim: {
    what: 'claim-next by 64 sessions, from a short and from a long queue, of which one run in ten is eligible for the caller.',
    tables: ({ cases, ratio, goal_ratio }) => [
      table(
        ['queued', 'claims/s', 'p50 ms', 'p99 ms', 'service MiB'],
        cases.map((one) => [one.queued, one.claims_per_second, one.p50_ms, one.p99_ms, one.service_mib]),
        `The deepest queue has ${ratio} of the rate of the shallowest; the goal is ${goal_ratio}.`,
      ),
    ],
  },
  wake: {
    what: 'Waiting claims: from the start of a task to the answer of the claim that waited for it.',
    tables: (one) => [
      table(
        ['waiters', 'wakes', 'p50 ms', 'p95 ms', 'p99 ms', 'goal p95 ms'],
        [[one.waiters, one.wakes, one.p50_ms, one.p95_ms, one.p99_ms, one.goal_p95_ms]],
      ),
    ],
  },
  held: {
    what: "Calls of the fronts that are held until their runs end: from the run's end to the answer.",
    tables: (one) => [
      table(
        ['held calls', 'ends/s', 'p50 ms', 'p95 ms', 'p99 ms', 'goal p95 ms', 'pool connections'],
        [[one.held, one.ends_per_second, one.p50_ms, one.p95_ms, one.p99_ms, one.goal_p95_ms, one.connections]],
      ),
    ],
  },
  stream: {
    what: 'Streams of tasks, half of their readers slow or silent: from an event to its arrival at a reader who keeps up.',
    tables: ({ cases, queries_ratio, kib_per_stream }) => [
      table(
        ['streams', 'events/s', 'p50 ms', 'p99 ms', 'transactions/s', 'service MiB', 'slow readers cut'],
        cases.map((one) => [
          ...[one.streams, one.events_per_second, one.p50_ms, one.p99_ms, one.transactions_per_second],
          ...[one.service_mib, one.cuts_of_slow_readers],
        ]),
        `Many streams make ${queries_ratio} times the transactions of few, and take ${kib_per_stream} KiB each.`,
      ),
    ],
  },
  'cancel-tree': {
    what: 'A tree of tasks is canceled while 16 callers create and start tasks: what they notice of it.',
    tables: ({ cancel, others }) => [
      table(
        ['', 'p50 ms', 'p99 ms'],
        [
          ['others, no cancellation', others.baseline.p50_ms, others.baseline.p99_ms],
          ['others, under way during it', others.during.p50_ms, others.during.p99_ms],
        ],
        `The cancellation of ${cancel.tasks.toLocaleString('en-US')} tasks takes ${cancel.ms} ms; the goal is ${cancel.goal_ms}.`,
      ),
    ],
  },
  list: {
    what: 'listTasks with filters and searches; the ten slowest cases. Beside them the query that one would write first.',
    tables: ({ cases }) => [
      table(
        ['', 'page size', 'page', 'p50 ms', 'p95 ms', 'plain query p50 ms'],
        cases
          .toSorted((a, b) => b.p95_ms - a.p95_ms)
          .slice(0, 10)
          .map((one) => [one.name, one.limit, one.page, one.p50_ms, one.p95_ms, one.plain_p50_ms]),
      ),
    ],
  },
  views: {
    what: 'Inbox and dashboard as the ledger grows: p95 in ms. The smallest ledger is the baseline.',
    tables: ({ cases, ledgers, goal }) => [
      table(
        ['', ...ledgers.map(({ tasks }) => `${tasks.toLocaleString('en-US')} tasks`), 'ratio'],
        cases.map((one) => [one.name, ...one.sizes.map(({ p95_ms }) => p95_ms), one.ratio]),
        `The goal is that the largest takes at most ${goal} times as long as the smallest.`,
      ),
    ],
  },
  rebuild: {
    what: 'Views built anew from the log, each in a process of its own, and what writers notice of it.',
    tables: ({ views, writers }) => [
      table(
        ['view', 'events', 'events/s', 'MB'],
        views.map((one) => [one.view, one.events, one.events_per_second, one.memory_mb]),
        `Commands of ${writers.writers} writers have a p99 of ${writers.p99_ms_before} ms without, ${writers.p99_ms_during} ms during a rebuild.`,
      ),
    ],
  },
  startup: {
    what: 'From the start of the process to 200 at `/health/ready`, the embedded Postgres included, on an empty and on a filled ledger.',
    tables: ({ cases, goal_ms }) => [
      table(
        ['', 'tasks', 'ready ms', 'slowest ms', 'service MiB'],
        cases.map((one) => [one.what, one.tasks ?? '', one.ready_ms, one.longest_ms, one.service_mib ?? '']),
        `The goal is ${goal_ms.toLocaleString('en-US')} ms.`,
      ),
    ],
  },
  memory: {
    what: 'Resident memory of the service alone, without Postgres.',
    tables: ({ cases, goal_mib }) => [
      table(
        ['', 'MiB', 'peak MiB'],
        cases.map((one) => [one.what, one.service_mib, one.peak_mib]),
        `The goal is ${goal_mib} MiB at any time.`,
      ),
    ],
  },
  steady: {
    what: 'A steady load for a long time: how calls, tables and memory go, with our settings of the tables and without.',
    tables: steadyTables,
  },
  scale: {
    what: 'Each command on an empty and on a filled ledger, in turns.',
    tables: ({ commands, ledgers, goal }) => [
      table(
        ['command', ...ledgers.map(({ tasks }) => `${tasks.toLocaleString('en-US')} tasks, commands/s`), 'ratio'],
        commands.map((one) => [one.command, one.empty_per_second, one.filled_per_second, one.ratio]),
        `The goal is a ratio of ${goal}.`,
      ),
    ],
  },
};

/** Rows of slices that the page shows; the file has all of them. */
const SHOWN_SLICES = 6;

function steadyTables({ cases, rate, callers: number, plain_transaction_p50_ms }) {
  const slices = cases.flatMap(({ name, minutes }) =>
    spread(minutes).map(([at, one]) => [
      ...[name, at, one.commands_p50_ms, one.commands_p99_ms, one.reads_p50_ms, one.reads_p99_ms],
      ...[one.tables_mib, one.dead_rows, one.autovacuums, one.service_mib],
    ]),
  );
  const [shipped, defaults] = cases;
  const other = new Map(defaults.tables.map((one) => [one.name, one]));
  return [
    table(
      [
        ...['tables', 'slice', 'commands p50 ms', 'p99 ms', 'reads p50 ms', 'p99 ms', 'tables MiB', 'dead rows'],
        ...['autovacuums so far', 'service MiB'],
      ],
      slices,
      `${callers(number)} make ${rate} calls/s on each of two services at once. A plain transaction of one row takes ` +
        `${plain_transaction_p50_ms} ms meanwhile.`,
    ),
    table(
      [
        'table',
        'rows',
        'updates',
        'HOT %',
        'by default',
        'heap KiB, half way',
        'end',
        'indexes KiB, half way',
        'end',
        'bytes a row',
        'by default',
      ],
      shipped.tables.map((one) => [
        ...[one.name, one.rows, one.updates, one.hot_percent, other.get(one.name)?.hot_percent ?? ''],
        ...[...one.heap_kib, ...one.indexes_kib, one.bytes_per_row, other.get(one.name)?.bytes_per_row ?? ''],
      ]),
      'Tables that are changed most, as shipped; "by default" is the same figure of the tables without our settings.',
    ),
  ];
}

/** Some of many, the first and the last among them, with their numbers. */
function spread(slices) {
  const step = Math.max(1, (slices.length - 1) / (SHOWN_SLICES - 1));
  const chosen = new Set(Array.from({ length: SHOWN_SLICES }, (_, n) => Math.round(n * step)));
  return slices.map((slice, i) => [i + 1, slice]).filter((_, i) => chosen.has(i));
}

const PEER_WORDS = { enqueue: 'enqueue', cycle: 'take + complete' };

function peersTables({ cases, goals, compared, connections, peers }) {
  const names = Object.keys(cases[0].ratios);
  return [
    table(
      ['', 'workers', 'batch', 'taskledger/s', ...names.flatMap((name) => [`${name}/s`, 'ratio'])],
      cases.map(({ kind, workers, batch, per_second, ratios }) => [
        ...[PEER_WORDS[kind] ?? kind, workers, batch, per_second.taskledger ?? ''],
        ...names.flatMap((name) => [per_second[name] ?? '', ratios[name] ?? '']),
      ]),
      `${compared} At most ${connections} database connections each. Versions: ` +
        `${names.map((name) => `${name} ${peers[name]}`).join(', ')}, on Node ${peers.node}. ` +
        goals
          .map(({ kind, workers, peer, goal }) => `${PEER_WORDS[kind]} with ${workers}: goal ${goal} times ${peer}`)
          .join('; ') +
        '.',
    ),
  ];
}

function mixedTables({ kinds, lone, flush, statements, wal, calls_per_second, callers: number, goals }) {
  const alone = new Map(lone.kinds.map(({ kind, p50_ms }) => [kind, p50_ms]));
  const count = (value) => value.toLocaleString('en-US');
  return [
    table(
      ['call', 'share %', 'calls', 'p50 ms', 'p95 ms', 'p99 ms', 'p99/p50', 'alone p50 ms'],
      kinds.map((one) => [
        ...[one.kind, one.share_percent, one.count, one.p50_ms, one.p95_ms, one.p99_ms, one.p99_of_p50],
        alone.get(one.kind) ?? '',
      ]),
      `${callers(number)} make ${count(calls_per_second)} calls/s. The goal for commands is p99/p50 of ${goals.p99_of_p50}, and ` +
        `alone ${lone.goal_p50_ms} ms: a plain transaction of one row takes ${lone.plain_transaction.p50_ms} ms.`,
    ),
    table(
      ['', 'flushes counted', 'commands', 'statements, p50', 'mean', 'most', 'round trips, p50'],
      statements.map((one) => [
        ...[
          callers(one.callers),
          one.flushes,
          one.commands_per_flush,
          one.statements_p50,
          one.statements_mean,
          one.statements_max,
        ],
        one.round_trips_p50,
      ]),
      `A flush of ${callers(number)} holds ${flush.commands} commands. The goal is ${goals.statements_per_flush} statements.`,
    ),
    table(
      ['WAL of a command', 'bytes'],
      [
        ['everything that the service writes', wal.bytes_per_command],
        ...wal.by_connection.map(({ name, bytes_per_command }) => [`by \`${name}\``, bytes_per_command]),
        ['its events alone, a transaction each', wal.events_alone_bytes],
      ],
      `The goal is ${goals.wal_of_events_alone} times the events alone; it is ${wal.ratio} times.`,
    ),
  ];
}
