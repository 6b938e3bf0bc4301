/**
 * Writes the results into docs/performance.md, from the JSON files in bench/results, one of each bench.
 *   node scripts/write-performance-docs.mjs [page]           writes them
 *   node scripts/write-performance-docs.mjs --check [page]   only says whether they are those of the files (exit 1 if not)
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BENCHES } from './performance/tables.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const results = join(root, 'bench', 'results');
/** A median of fewer says little. */
const ENOUGH_ROUNDS = 5;
/** A load average above so many times the cores is not the bench's own. */
const BUSY = 2;
const [begin, end] = ['<!-- results -->', '<!-- end of results -->'];

function readResults() {
  const files = readdirSync(results).filter((name) => name.endsWith('.json'));
  const known = new Map(files.map((name) => [basename(name, '.json'), readResult(name)]));
  return Object.keys(BENCHES).flatMap((name) => (known.has(name) ? [known.get(name)] : []));
}

/** A file bears its bench's name, so that a new result takes the old one's place. */
function readResult(file) {
  const result = JSON.parse(readFileSync(join(results, file), 'utf8'));
  if (!Object.hasOwn(BENCHES, result.bench)) throw new Error(`${file} is of no bench that the page knows`);
  if (file !== `${result.bench}.json`) throw new Error(`${file} is of bench ${result.bench}: name it after that`);
  return result;
}

function section(result) {
  const { what, tables } = BENCHES[result.bench];
  const missed = result.missed ?? [];
  return [
    `### ${result.bench}`,
    what,
    conditions(result),
    ...doubts(result),
    ...tables(result).flatMap(({ above, ...table }) => [...(above === undefined ? [] : [above]), markdown(table)]),
    ...(missed.length === 0 ? [] : [['Goals missed:', '', ...missed.map((line) => `- ${line}`)].join('\n')]),
  ].join('\n\n');
}

function conditions({ date, commit, rounds, seconds, cpu, cores, memory_gib, load_average, node, postgres }) {
  const length = seconds === undefined ? '' : ` of ${seconds} s`;
  const settings = ['fsync', 'synchronous_commit', 'full_page_writes'].map((name) => `${name} ${postgres[name]}`);
  return (
    `*${date.slice(0, 10)}, commit ${commit}, ${rounds === 1 ? '1 round' : `median of ${rounds} rounds`}${length}; ${cpu}, ${cores} cores, ${memory_gib} GiB, ` +
    `load average ${load_average} at the beginning, Node ${node}, Postgres ${postgres.server_version}, ${settings.join(', ')}*`
  );
}

/** What takes the worth from a result, said beside it. */
function doubts({ rounds, load_average, cores }) {
  const few = rounds < ENOUGH_ROUNDS ? [`fewer than ${ENOUGH_ROUNDS} rounds`] : [];
  const busy = load_average > cores * BUSY ? ['a machine that was busy with other work'] : [];
  const both = [...few, ...busy].join(', on ');
  return both === '' ? [] : [`**A trial: ${both}. Its times and rates say nothing, its ratios little.**`];
}

function markdown({ head, rows }) {
  const line = (cells) => `| ${cells.map(text).join(' | ')} |`.replaceAll('|  |', '| |');
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

function text(cell) {
  return typeof cell === 'number' ? cell.toLocaleString('en-US') : cell;
}

const args = process.argv.slice(2);
const file = args.find((arg) => !arg.startsWith('--')) ?? join(root, 'docs', 'performance.md');
const before = readFileSync(file, 'utf8');
const [from, to] = [before.indexOf(begin), before.indexOf(end)];
if (from < 0 || to < from) throw new Error(`${file} has no place for the results: ${begin} and ${end}`);
const after =
  before.slice(0, from) + [begin, ...readResults().map(section), end].join('\n\n') + before.slice(to + end.length);

if (!args.includes('--check')) {
  writeFileSync(file, after);
} else if (after !== before) {
  console.error(
    'docs/performance.md does not show the results in bench/results: run node scripts/write-performance-docs.mjs',
  );
  process.exit(1);
}
