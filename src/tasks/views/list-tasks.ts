import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { readSnapshot, type RowSource } from '../../ledger/log/read-snapshot.js';
import { childOf, pageAmong } from './few-tasks.js';
import { filteredPage } from './list-page.js';
import { cursorOf, idsOf, type Listing, listingOf, type TaskFilter } from './listing.js';
import type { OpenRun } from './run-tables.js';
import { PassedOver } from './passed-over.js';
import { searchPage } from './search-page.js';
import { type DependencyView, TaskReader, type TaskWithActivity } from './task-reader.js';

/** Rows of a list at most, whatever the caller asks (architecture.md 12, decision 5). */
export const MAX_LIST = 500;

export interface TaskPage {
  readonly tasks: readonly TaskWithActivity[];
  readonly openRuns: ReadonlyMap<string, OpenRun>;
  readonly dependencies: ReadonlyMap<string, readonly DependencyView[]>;
  /** Given while more may follow. */
  readonly nextCursor?: string;
}

/**
 * Tasks by latest activity, newest first (`tasks.md` 6.1), all of a page as of one moment. Pages follow each other by
 * the place where the last one ended, not by a count: a task that stays as it is shows exactly once. One that something
 * happens to meanwhile moves to the front, before every page that is still to come: it does not show again, and when it
 * has not shown yet, it is found by beginning anew.
 */
export class ListTasks extends Query<TaskPage> {
  constructor(readonly filter: TaskFilter) {
    super();
  }
}

/** The reads of a list are made for its indexes: another plan is never the better one, whatever the statistics say. */
export const BY_INDEX = ['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin']
  .map((way) => `SET LOCAL enable_${way} = off; `)
  .concat('SET LOCAL jit = off')
  .join('');

const NOTHING: TaskPage = { tasks: [], openRuns: new Map(), dependencies: new Map() };

@QueryHandler(ListTasks)
export class ListTasksHandler implements IQueryHandler<ListTasks> {
  private readonly passed = new PassedOver();

  constructor(private readonly dataSource: DataSource) {}

  async execute({ filter }: ListTasks): Promise<TaskPage> {
    const limit = Math.min(filter.limit && filter.limit > 0 ? filter.limit : MAX_LIST, MAX_LIST);
    const listing = listingOf(filter, limit);
    return listing
      ? readSnapshot(this.dataSource, (snapshot) => readPage(snapshot, listing, this.passed), BY_INDEX)
      : NOTHING;
  }
}

async function readPage(snapshot: RowSource, listing: Listing, passed: PassedOver): Promise<TaskPage> {
  const ids = await idsOfPage(snapshot, listing, passed);
  const reader = new TaskReader(snapshot);
  const openRuns = await reader.openRuns(ids);
  const rows = await reader.tasksWith(openRuns, ids);
  const tasks = ids.flatMap((id) => rows.get(id) ?? []);
  const waiting = tasks.filter((task) => task.dependency_count > 0);
  const dependencies = await reader.dependenciesOf(waiting.map((task) => task.id));
  const last = tasks.length === listing.limit ? tasks.at(-1) : undefined;
  return { tasks, openRuns, dependencies, ...(last ? { nextCursor: cursorOf(last) } : {}) };
}

function idsOfPage(snapshot: RowSource, listing: Listing, passed: PassedOver): Promise<string[]> {
  const { parent_task_id, pattern } = listing;
  if (parent_task_id !== undefined) return idsOf(snapshot, pageAmong(listing, childOf(parent_task_id)));
  return pattern === undefined ? filteredPage(snapshot, listing) : searchPage(snapshot, listing, pattern, passed);
}
