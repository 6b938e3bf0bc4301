/**
 * What a dashboard is of, and how the rows of its tables that are so are found: along the index of the one thing among
 * place, owner and channel that leaves least, from the end that is asked for, at once for each origin and kind of owner
 * that there is anything of.
 */
import type { RowSource } from '../../ledger/log/read-snapshot.js';
import { Conditions } from '../../tasks/views/conditions.js';
import { type Counter, COUNTERS, DASHBOARD_CELLS, keyOf } from './dashboard-cells.js';

/** The filters of `views.md` 1.1; all that are given must hold. */
export interface DashboardFilter {
  /** Empty for global tasks, else a workspace's id. */
  readonly place?: string;
  readonly owner_kind?: string;
  readonly owner_ref?: string;
  readonly network_channel?: string;
  readonly origin_kind?: string;
}

/** The things with many values, by their columns. */
export type Dimension = 'place' | 'owner_ref' | 'channel';

/** Origin and kind of owner of the rows that a cell sums up. */
export interface Facet {
  readonly origin_kind: string;
  readonly owner_kind: string;
}

export type Cell = Facet & Readonly<Record<Counter, number>>;
export type Totals = Readonly<Record<Counter, number>>;

export interface Selection {
  readonly filter: DashboardFilter;
  /** The one to walk along; undefined where the filter names none. */
  readonly dimension: Dimension | undefined;
  /** The cells of the filter, one for each facet. */
  readonly cells: readonly Cell[];
  readonly totals: Totals;
}

const NONE = Object.fromEntries(COUNTERS.map((counter) => [counter, 0])) as Totals;

const READ_CELLS = `SELECT ${['place', 'owner_ref', 'channel', 'origin_kind', 'owner_kind', ...COUNTERS, 'members']
  .map((column) => `c.${column}`)
  .join(', ')} FROM unnest($1::text[], $2::text[], $3::text[]) k(place, owner_ref, channel)
  JOIN ${DASHBOARD_CELLS.name} c ON c.place = k.place AND c.owner_ref = k.owner_ref AND c.channel = k.channel
  WHERE ($4::text IS NULL OR c.origin_kind = $4) AND ($5::text IS NULL OR c.owner_kind = $5)`;

interface CellKey {
  readonly place: string;
  readonly owner_ref: string;
  readonly channel: string;
}

type StoredCell = Cell & CellKey & { readonly members: number };

/** Reads what is kept of a selection, however much it is: a row for each origin and kind of owner. */
export async function select(snapshot: RowSource, filter: DashboardFilter): Promise<Selection> {
  const named = dimensionsOf(filter);
  // Where there is a choice, the cells of each thing alone say which leaves least.
  const choices = named.length > 1 ? named : [];
  const keys = [cellKey(filter, named), ...choices.map((dimension) => cellKey(filter, [dimension]))];
  const rows = await snapshot.query<StoredCell[]>(READ_CELLS, [
    keys.map((key) => key.place),
    keys.map((key) => key.owner_ref),
    keys.map((key) => key.channel),
    filter.origin_kind ?? null,
    filter.owner_kind ?? null,
  ]);
  const [own = [], ...others] = keys.map((key) => rows.filter((row) => isOf(row, key)));
  const sizes = others.map((cells) => cells.reduce((sum, { members }) => sum + members, 0));
  const dimension = choices[sizes.indexOf(Math.min(...sizes))] ?? named[0];
  return { filter, dimension, cells: own, totals: own.reduce(added, NONE) };
}

function dimensionsOf({ place, owner_ref, network_channel }: DashboardFilter): Dimension[] {
  return [
    ...(owner_ref === undefined ? [] : ['owner_ref' as const]),
    ...(network_channel === undefined ? [] : ['channel' as const]),
    ...(place === undefined ? [] : ['place' as const]),
  ];
}

function cellKey(filter: DashboardFilter, dimensions: readonly Dimension[]): CellKey {
  const part = (dimension: Dimension): string =>
    keyOf(dimensions.includes(dimension) ? valueOf(filter, dimension) : undefined);
  return { place: part('place'), owner_ref: part('owner_ref'), channel: part('channel') };
}

function isOf(cell: CellKey, key: CellKey): boolean {
  return cell.place === key.place && cell.owner_ref === key.owner_ref && cell.channel === key.channel;
}

function added(sums: Totals, cell: Cell): Totals {
  return Object.fromEntries(COUNTERS.map((counter) => [counter, sums[counter] + cell[counter]])) as Totals;
}

function valueOf(filter: DashboardFilter, dimension: Dimension): string | undefined {
  return dimension === 'channel' ? filter.network_channel : filter[dimension];
}

/**
 * The place, owner and channel of a row `r`. But for the one to walk along, the comparisons are such that no index is of
 * use for them: the planner does not know how much each leaves.
 */
export function ofSpot({ filter, dimension }: Pick<Selection, 'filter' | 'dimension'>, into: Conditions): string {
  const conditions = dimensionsOf(filter).map((one) => {
    const value = into.value(valueOf(filter, one));
    return one === dimension ? `r.${one} = ${value}` : `r.${one} || '' = ${value}`;
  });
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/** The same with origin and kind of owner, for rows of which there are few anyway. */
export function ofSelection({ filter }: Selection, into: Conditions): string {
  const { origin_kind, owner_kind } = filter;
  const conditions = [ofSpot({ filter, dimension: undefined }, into)];
  if (origin_kind !== undefined) conditions.push(`r.origin_kind = ${into.value(origin_kind)}`);
  if (owner_kind !== undefined) conditions.push(`r.owner_kind = ${into.value(owner_kind)}`);
  return conditions.join(' AND ');
}

/** What to read of a table, and from which end. */
export interface Walk {
  readonly table: string;
  readonly columns: readonly string[];
  /** Columns, each from its greatest value on. */
  readonly order: readonly string[];
  readonly where?: string;
  readonly limit: number;
}

/** The first rows of a selection in the order of the walk, from cells in which there is any such row. */
export async function walk<Row extends object>(
  snapshot: RowSource,
  selection: Selection,
  facets: readonly Facet[],
  { table, columns, order, where = 'true', limit }: Walk,
): Promise<Row[]> {
  if (facets.length === 0) return [];
  const into = new Conditions([facets.map((facet) => facet.origin_kind), facets.map((facet) => facet.owner_kind)]);
  // As the indexes name it, so that the one that fits the selection is the only one that fits.
  const origin = selection.dimension === undefined ? "r.origin_kind || ''" : 'r.origin_kind';
  const inOrder = (alias: string): string => order.map((column) => `${alias}.${column} DESC`).join(', ');
  return snapshot.query<Row[]>(
    `SELECT x.* FROM unnest($1::text[], $2::text[]) f(origin_kind, owner_kind) CROSS JOIN LATERAL (
       SELECT ${columns.map((column) => `r.${column}`).join(', ')} FROM ${table} r
       WHERE ${origin} = f.origin_kind AND r.owner_kind = f.owner_kind AND ${ofSpot(selection, into)} AND ${where}
       ORDER BY ${inOrder('r')} LIMIT ${limit}) x
     ORDER BY ${inOrder('x')} LIMIT ${limit}`,
    into.values,
  );
}
