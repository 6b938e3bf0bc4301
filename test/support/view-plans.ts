/** A follower's view of many tasks, filled without events, and what the plans of its queries look at. */
import type { DataSource } from 'typeorm';
import type { AnyFollowerView } from '../../src/ledger/followers/follower-view.js';
import { ViewWriter } from '../../src/ledger/followers/view-writer.js';
import { readSnapshot, type RowSource } from '../../src/ledger/log/read-snapshot.js';
import { StreamRegistry } from '../../src/ledger/registry.js';
import type { TaskState } from '../../src/tasks/domain/task-state.js';
import { taskStream } from '../../src/tasks/domain/task-stream.js';
import { BY_INDEX } from '../../src/tasks/views/list-tasks.js';
import { range } from './ledger.js';
import { flat, type PlanNode } from './query-plan.js';

const PAGE = 5_000;

/** Writes so many tasks into the view, as if it had followed them. */
export async function fillView(
  source: DataSource,
  view: AnyFollowerView,
  tasks: number,
  taskOf: (n: number) => TaskState,
): Promise<void> {
  const registry = new StreamRegistry();
  registry.register(taskStream);
  const writer = new ViewWriter(view, registry);
  const query = <Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> =>
    source.query<Row[]>(text, [...values]);
  for (let at = 0; at < tasks; at += PAGE) {
    const page = range(Math.min(PAGE, tasks - at)).map((n) => taskOf(at + n));
    await writer.fill(
      query,
      page.map((state) => ({ id: state.id, state, events: [] })),
    );
  }
  await source.query('INSERT INTO views VALUES ($1, $2, 1, now())', [view.name, view.version]);
}

/** What a request looked at. */
export interface Looked {
  /** Rows and entries, those included that a filter took away again. */
  readonly read: number;
  readonly indexes: readonly string[];
  /** Tables that were read from end to end. */
  readonly walked: readonly string[];
}

/** What the plans of all statements of a read looked at, as far as the relations are of interest. */
export function lookedAt(
  source: DataSource,
  read: (snapshot: RowSource) => Promise<unknown>,
  ofInterest: (relation: string) => boolean,
): Promise<Looked> {
  const nodes: PlanNode[] = [];
  return readSnapshot(
    source,
    async (snapshot) => {
      const explaining: RowSource = {
        query: async <Rows>(text: string, values?: unknown[]): Promise<Rows> => {
          const explain = `EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, FORMAT JSON) ${text}`;
          const [row] = await snapshot.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(explain, values);
          if (row) nodes.push(...flat(row['QUERY PLAN'][0].Plan));
          return snapshot.query<Rows>(text, values);
        },
      };
      await read(explaining);
      const scans = nodes.filter((node) => ofInterest(node['Relation Name'] ?? ''));
      const whole = scans.filter((node) => node['Node Type'] === 'Seq Scan');
      const indexes = scans.filter((node) => node['Actual Loops'] > 0).flatMap((node) => node['Index Name'] ?? []);
      return {
        read: scans.reduce((sum, node) => sum + looked(node), 0),
        indexes: [...new Set(indexes)].sort(),
        walked: whole.map((node) => node['Relation Name'] ?? ''),
      };
    },
    BY_INDEX,
  );
}

function looked(node: PlanNode): number {
  return (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
}
