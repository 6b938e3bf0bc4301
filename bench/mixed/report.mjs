/** The figures of the mixed bench as JSON and as tables, and which goals they miss. */
import { median, round } from '../support/statistics.mjs';
import { formatTable } from '../support/table.mjs';
import { KINDS } from './mix.mjs';

const GOALS = {
  /** p99 of a kind of command, of its p50. */
  p99_of_p50: 4,
  /** A lone command's p50: so many times a plain transaction's, and so many ms. */
  lone: { times: 1.5, plus_ms: 2 },
  statements_per_flush: 8,
  /** WAL of a command, of that of inserting its events alone. */
  wal_of_events_alone: 3,
};

export function report({ machine, rounds, statements, wal, callers, seconds, shares }) {
  const kinds = Object.keys(KINDS).map((kind) => kindSummary(kind, rounds, shares[kind]));
  const result = {
    ...{ ...machine, rounds: rounds.length, seconds, callers, goals: GOALS },
    ...{ calls_per_second: middle(rounds, ({ many }) => many.perSecond), kinds },
    all_commands: commandSummary(rounds, ({ many }) => many.commands),
    lone: loneSummary(rounds),
    flush: flushSummary(rounds),
    statements,
    wal: walSummary(rounds, wal),
  };
  return { result, table: tables(result), failures: failures(result) };
}

function middle(rounds, pick, digits = 0) {
  return round(median(rounds.map(pick)), digits);
}

function kindSummary(kind, rounds, share_percent) {
  const seen = samplesOf(kind, rounds, ({ many }) => many);
  const of = (pick) => middle(seen, pick, 2);
  const times = { p50_ms: of(({ p50 }) => p50), p95_ms: of(({ p95 }) => p95), p99_ms: of(({ p99 }) => p99) };
  const count = seen.reduce((sum, one) => sum + one.count, 0);
  return { kind, writes: KINDS[kind].writes, share_percent, count, ...times, ...ratioOf(times) };
}

/** Of the rounds that came to such a call: in short ones the rare kinds may be missing. */
function samplesOf(kind, rounds, pick) {
  return rounds.map((one) => pick(one).kinds[kind]).filter(({ count }) => count > 0);
}

function commandSummary(rounds, pick) {
  const times = {
    p50_ms: middle(rounds, (one) => pick(one).p50, 2),
    p99_ms: middle(rounds, (one) => pick(one).p99, 2),
  };
  return { ...times, ...ratioOf(times) };
}

function ratioOf({ p50_ms, p99_ms }) {
  return { p99_of_p50: p50_ms > 0 ? round(p99_ms / p50_ms, 1) : 0 };
}

function loneSummary(rounds) {
  const plain = { p50_ms: middle(rounds, ({ plain: { p50 } }) => p50, 2) };
  const commands = Object.keys(KINDS).filter((kind) => KINDS[kind].writes);
  const seen = commands.map((kind) => ({ kind, samples: samplesOf(kind, rounds, ({ alone }) => alone) }));
  return {
    plain_transaction: { ...plain, p99_ms: middle(rounds, ({ plain: { p99 } }) => p99, 2) },
    goal_p50_ms: round(plain.p50_ms * GOALS.lone.times + GOALS.lone.plus_ms, 2),
    all_commands: commandSummary(rounds, ({ alone }) => alone.commands),
    kinds: seen
      .filter(({ samples }) => samples.length > 0)
      .map(({ kind, samples }) => ({ kind, p50_ms: middle(samples, ({ p50 }) => p50, 2) })),
  };
}

function flushSummary(rounds) {
  const of = (pick, digits = 1) => middle(rounds, ({ counted }) => pick(counted), digits);
  return {
    per_second: of(({ flushesPerSecond }) => flushesPerSecond, 0),
    commands: of(({ commandsPerFlush }) => commandsPerFlush),
    mean_ms: of(({ flushMs }) => flushMs, 2),
    mean_wait_ms: of(({ waitMs }) => waitMs, 2),
    service_cores: of(({ cores }) => cores, 2),
  };
}

function walSummary(rounds, byConnection) {
  const bytes = middle(rounds, ({ counted }) => counted.walPerCommand);
  const alone = middle(rounds, ({ eventsAlone }) => eventsAlone.bytes);
  return {
    bytes_per_command: bytes,
    events_alone_bytes: alone,
    ratio: round(bytes / alone, 2),
    page_images_per_command: middle(rounds, ({ counted }) => counted.imagesPerCommand, 3),
    events_alone_page_images: middle(rounds, ({ eventsAlone }) => eventsAlone.images, 3),
    events_per_command: middle(rounds, ({ eventsAlone }) => eventsAlone.events, 2),
    by_connection: byConnection,
  };
}

function tables({ kinds, lone, flush, statements, wal, calls_per_second, callers }) {
  const calls = [
    ['call', 'share %', 'p50 ms', 'p95 ms', 'p99 ms', 'p99/p50', 'alone p50 ms'],
    ...kinds.map((one) => [
      ...[one.kind, one.share_percent, one.p50_ms, one.p95_ms, one.p99_ms, one.p99_of_p50],
      lone.kinds.find(({ kind }) => kind === one.kind)?.p50_ms ?? '',
    ]),
  ];
  const flushes = [
    ['callers', 'flushes', 'commands', 'statements p50', 'mean', 'most', 'round trips'],
    ...statements.map((one) => [
      ...[
        one.callers,
        one.flushes,
        one.commands_per_flush,
        one.statements_p50,
        one.statements_mean,
        one.statements_max,
        one.round_trips_p50,
      ],
    ]),
  ];
  return [
    `${calls_per_second} calls per second by ${callers} callers; ${flush.commands} commands a flush, ${flush.mean_ms} ms`,
    formatTable(calls),
    `a plain transaction of one row: ${lone.plain_transaction.p50_ms} ms; a lone command may take ${lone.goal_p50_ms} ms`,
    formatTable(flushes),
    `WAL of a command ${wal.bytes_per_command} bytes, of its events alone ${wal.events_alone_bytes}: ${wal.ratio} times`,
    formatTable([
      ['bytes', 'by'],
      ...wal.by_connection.map(({ name, bytes_per_command }) => [bytes_per_command, name]),
    ]),
  ].join('\n\n');
}

function failures({ kinds, lone, statements, wal }) {
  const commands = kinds.filter(({ writes }) => writes);
  const slow = commands.filter(({ p99_of_p50 }) => p99_of_p50 > GOALS.p99_of_p50);
  const long = lone.kinds.filter(({ p50_ms }) => p50_ms > lone.goal_p50_ms);
  const wordy = statements.filter(({ statements_max }) => statements_max > GOALS.statements_per_flush);
  return [
    ...slow.map(({ kind, p99_of_p50 }) => `${kind}: p99 is ${p99_of_p50} times p50, not ${GOALS.p99_of_p50}`),
    ...long.map(({ kind, p50_ms }) => `${kind} alone takes ${p50_ms} ms, not ${lone.goal_p50_ms}`),
    ...wordy.map(({ callers, statements_max }) => `a flush of ${callers} callers had ${statements_max} statements`),
    ...(wal.ratio > GOALS.wal_of_events_alone ? [`WAL of a command is ${wal.ratio} times that of its events`] : []),
  ];
}
