/** Compares what the service keeps of a world's tasks, in memory and in tables, with what their events make of them. */
import { DataSource } from 'typeorm';
import { canonicalJson } from '../../../src/ledger/canonical-json.js';
import type { RecordedEvent } from '../../../src/ledger/event.js';
import { Lane } from '../../../src/ledger/lane/lane.js';
import { EVENT_COLUMNS, type EventRow, fromRow } from '../../../src/ledger/log/event-rows.js';
import { StreamRegistry } from '../../../src/ledger/registry.js';
import { existingTask, type TaskStream } from '../../../src/tasks/domain/task-state.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import { TaskLinks } from '../../../src/tasks/lookups/task-links.js';
import { runRow } from '../../../src/tasks/views/run-view.js';
import { taskRow } from '../../../src/tasks/views/task-view.js';
import type { TestApp } from '../../support/test-app.js';
import { childrenOf, claimable, dependentsOf, type FoldedTask, wrongs } from './lifecycle-rules.js';
import type { LifecycleWorld } from './lifecycle-world.js';
import { CONTEXT } from './plant-tree.js';

const EVENTS = `SELECT ${EVENT_COLUMNS} FROM events WHERE position > $1 ORDER BY position`;
const CLAIM_QUEUE =
  'SELECT array_agg(q.run_id ORDER BY q.run_id) AS ids FROM claim_queue q WHERE q.task_id = ANY($1::text[])';
const DEPENDENCIES =
  'SELECT task_id, depends_on_task_id, created_at FROM task_dependencies WHERE task_id = ANY($1::text[]) ' +
  'OR depends_on_task_id = ANY($1::text[])';

/** The part of the world that has been read from the log so far; events are folded once, as they come. */
export class LifecycleCheck {
  private readonly streams = new Map<string, { state: TaskStream; events: RecordedEvent[] }>();
  private position = 0;
  private readonly dataSource: DataSource;
  private readonly lane: Lane;
  private readonly links: TaskLinks;
  private readonly registry: StreamRegistry;

  private constructor(
    service: TestApp,
    private readonly world: LifecycleWorld,
  ) {
    this.dataSource = service.app.get(DataSource);
    this.lane = service.app.get(Lane);
    this.links = service.app.get(TaskLinks, { strict: false });
    this.registry = service.app.get(StreamRegistry);
  }

  static async open(service: TestApp, world: LifecycleWorld): Promise<LifecycleCheck> {
    const check = new LifecycleCheck(service, world);
    const [head] = await check.dataSource.query<{ position: number }[]>('SELECT max(position) AS position FROM events');
    check.position = head?.position ?? 0;
    return check;
  }

  /** Everything that is wrong after the last burst. */
  async wrongs(): Promise<string[]> {
    await this.readLog();
    const tasks = this.tasks();
    const found = wrongs(tasks);
    found.push(...(await this.statesDiffer()), ...(await this.rowsDiffer(tasks)), ...this.listsDiffer(tasks));
    return found;
  }

  /** The same as an instance finds it that remembers nothing, its streams folded anew from the first event. */
  async wrongsAfresh(): Promise<string[]> {
    this.lane.memory.clear();
    return this.wrongs();
  }

  private async readLog(): Promise<void> {
    const mine = new Set(this.world.ids.map((id) => `task:${id}`));
    for (const row of await this.dataSource.query<EventRow[]>(EVENTS, [this.position])) {
      this.position = row.position;
      if (!mine.has(row.stream)) continue;
      const stream = this.streams.get(row.stream) ?? { state: null, events: [] };
      const event = fromRow(row);
      stream.state = this.registry.fold(stream.state, event) as TaskStream;
      stream.events.push(event);
      this.streams.set(row.stream, stream);
    }
  }

  private tasks(): Map<string, FoldedTask> {
    const tasks = new Map<string, FoldedTask>();
    for (const { state, events } of this.streams.values()) {
      const task = existingTask(state);
      if (task) tasks.set(task.id, { task, events });
    }
    return tasks;
  }

  private async statesDiffer(): Promise<string[]> {
    const { result } = await this.lane.execute({
      name: 'look_at_tasks',
      context: CONTEXT,
      execute: async (unit) => {
        const load = async (id: string) => [id, await unit.load(taskStream, id)] as const;
        return Promise.all(this.world.ids.map(load));
      },
    });
    return result.flatMap(([id, state]) => {
      const folded = this.streams.get(`task:${id}`)?.state ?? null;
      return different(`state of ${id}`, folded, state);
    });
  }

  private async rowsDiffer(tasks: ReadonlyMap<string, FoldedTask>): Promise<string[]> {
    const ids = [this.world.ids];
    const read = (text: string) => this.dataSource.query<Row[]>(text, ids);
    const [taskRows, activity, runs, edges, [queue]] = await Promise.all([
      read('SELECT * FROM tasks WHERE id = ANY($1::text[])'),
      read('SELECT task_id, latest_event_seq, last_activity_at FROM task_activity WHERE task_id = ANY($1::text[])'),
      read('SELECT * FROM runs WHERE task_id = ANY($1::text[])'),
      read(DEPENDENCIES),
      read(CLAIM_QUEUE),
    ]);
    const all = [...tasks.values()].map(({ task }) => task);
    const expectedActivity = all.map(({ id: task_id, latest_event_seq, last_activity_at }) => {
      return { task_id, latest_event_seq, last_activity_at };
    });
    const expectedEdges = all.flatMap(({ id: task_id, dependencies }) =>
      dependencies.map(({ depends_on_task_id, created_at }) => ({ task_id, depends_on_task_id, created_at })),
    );
    return [
      ...compared('tasks', all.map(taskRow), taskRows),
      ...compared('activity', expectedActivity, activity),
      ...compared(
        'runs',
        all.flatMap((task) => task.runs.map((run) => runRow(task.id, run))),
        runs,
      ),
      ...compared('edges', expectedEdges, edges),
      ...different('claim queue', claimable(tasks), queue?.ids ?? []),
    ];
  }

  /** Only what the lane remembers: what it does not, it reads. */
  private listsDiffer(tasks: ReadonlyMap<string, FoldedTask>): string[] {
    const { childrenOf: children, dependentsOf: dependents, blockersOf: blockers } = this.links;
    return [...tasks.values()].flatMap(({ task }) => {
      const { id } = task;
      const found: string[] = [];
      const kept = <V>(
        words: string,
        list: ReadonlyMap<string, V>,
        shown: (value: V) => unknown,
        expected: unknown,
      ) => {
        const value = list.get(id);
        if (list.has(id))
          found.push(...different(`${words} of ${id}`, expected, value === undefined ? [] : shown(value)));
      };
      kept('children', children.entries, (all) => all, childrenOf(id, tasks));
      kept('dependents', dependents.entries, (all) => (all ?? []).map((one) => one.task_id), dependentsOf(id, tasks));
      const waitsFor = task.dependencies.map((edge) => edge.depends_on_task_id).sort();
      kept('blockers', blockers.entries, (all) => [...(all ?? [])].sort(), waitsFor);
      return found;
    });
  }
}

type Row = Readonly<Record<string, unknown>>;

/** Rows without regard to their order; columns that are not expected are not looked at. */
function compared(words: string, expected: readonly object[], actual: readonly Row[]): string[] {
  const columns = Object.keys(expected[0] ?? {});
  const shown = actual.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])));
  return different(words, inOrder(expected), inOrder(shown));
}

function inOrder(rows: readonly object[]): readonly object[] {
  return rows.toSorted((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
}

function different(words: string, expected: unknown, actual: unknown): string[] {
  const [wanted, got] = [canonicalJson({ it: expected }), canonicalJson({ it: actual })];
  return wanted === got ? [] : [`${words}: ${got} instead of ${wanted}`];
}
