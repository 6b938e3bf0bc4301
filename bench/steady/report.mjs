/** The figures of the steady bench: how calls, memory and tables went from the beginning to the end. */
import { median, round } from '../support/statistics.mjs';
import { formatTable } from '../support/table.mjs';

/** Tables whose rows are changed at least once for so many calls are hot. */
const CALLS_PER_UPDATE = 50;
const KIB = 1024;

export function report(conditions, sides) {
  const cases = sides.map((side) => ({
    name: side.name,
    minutes: slicesOf(side).map(sliceSummary),
    tables: tablesOf(side),
    indexes: indexesOf(side),
  }));
  const plain = round(median(slicesOf(sides[0]).map((slice) => slice.plain.p50)), 2);
  const result = { ...conditions, plain_transaction_p50_ms: plain, cases };
  return { result, table: cases.map(text).join('\n\n'), failures: [] };
}

/** The first look is before the load. */
function slicesOf({ slices }) {
  return slices.slice(1);
}

function sliceSummary({ commands, reads, memory, tables }) {
  const sum = (column) => [...tables.values()].reduce((total, table) => total + table[column], 0);
  return {
    calls: commands.count + reads.count,
    ...{ commands_p50_ms: round(commands.p50, 2), commands_p99_ms: round(commands.p99, 2) },
    ...{ reads_p50_ms: round(reads.p50, 2), reads_p99_ms: round(reads.p99, 2) },
    ...{ service_mib: memory, dead_rows: sum('dead'), autovacuums: sum('vacuums') },
    tables_mib: round((sum('heap') + sum('indexes')) / KIB / KIB, 1),
  };
}

function tablesOf(side) {
  const [first, last] = [side.slices[0].tables, side.slices.at(-1).tables];
  const calls = slicesOf(side).reduce((sum, { commands, reads }) => sum + commands.count + reads.count, 0);
  return [...last.values()]
    .map((table) => summary(table, first.get(table.name), middleOf(side, table.name)))
    .filter(({ updates }) => updates * CALLS_PER_UPDATE >= calls)
    .toSorted((a, b) => b.updates - a.updates);
}

function middleOf({ slices }, name) {
  return slices[Math.floor(slices.length / 2)].tables.get(name);
}

function summary(table, first, middle) {
  const updates = table.updates - first.updates;
  return {
    name: table.name,
    ...{ rows: table.live, updates, hot_percent: round(((table.hot - first.hot) / Math.max(1, updates)) * 100) },
    ...{ dead_rows: table.dead, autovacuums: table.vacuums - first.vacuums },
    heap_kib: [middle, table].map(({ heap }) => round(heap / KIB)),
    indexes_kib: [middle, table].map(({ indexes }) => round(indexes / KIB)),
    bytes_per_row: round((table.heap + table.indexes) / Math.max(1, table.live)),
  };
}

function indexesOf(side) {
  const hot = new Set(tablesOf(side).map(({ name }) => name));
  return side.indexes
    .filter(({ table }) => hot.has(table))
    .map(({ table, name, bytes, scans }) => ({ table, name, kib: round(bytes / KIB), scans }))
    .toSorted((a, b) => b.kib - a.kib);
}

function text({ name, minutes, tables }) {
  const slices = minutes.map((one, i) => [i + 1, ...Object.values(one)]);
  const sizes = tables.map((one) => [
    ...[one.name, one.rows, one.updates, one.hot_percent, one.dead_rows, one.autovacuums],
    ...[one.heap_kib.join(' > '), one.indexes_kib.join(' > '), one.bytes_per_row],
  ]);
  return [
    name,
    formatTable([['slice', ...Object.keys(minutes[0])], ...slices]),
    formatTable([
      ['table', 'rows', 'updates', 'HOT %', 'dead', 'autovacuums', 'heap KiB', 'indexes KiB', 'B/row'],
      ...sizes,
    ]),
  ].join('\n');
}
