import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ViewPositions } from '../../ledger/followers/view-positions.js';
import { LedgerWait } from '../../ledger/ledger-wait.js';
import { readSnapshot, type RowSource } from '../../ledger/log/read-snapshot.js';
import { BY_INDEX } from '../../tasks/views/list-tasks.js';
import { type Lane, LANES } from '../domain/vocabulary.js';
import { readCounts } from './inbox-counts.js';
import { type InboxItem, readItems } from './inbox-items.js';
import { readPlaces } from './inbox-places.js';
import type { InboxGroup, InboxQuestion } from './inbox-question.js';
import { searchInbox } from './inbox-search.js';
import { inboxView } from './inbox-view.js';

/** A lane with its counts and its first items. */
export interface ShownGroup extends Omit<InboxGroup, 'places'> {
  readonly items: readonly InboxItem[];
}

export interface Inbox {
  /** Up to which the view has been written. */
  readonly position: number;
  readonly groups: readonly ShownGroup[];
}

/**
 * The tasks that need an actor's attention, in lanes (`views.md` 2), behind the log by what its follower needs, and not
 * behind `atLeast`. Refused: `view_not_built`, `ledger_position_not_reached`.
 */
export class GetTaskInbox extends Query<Inbox> {
  constructor(
    readonly question: InboxQuestion,
    readonly atLeast: number | undefined,
  ) {
    super();
  }
}

const READ_POSITION = 'SELECT position FROM views WHERE name = $1';

@QueryHandler(GetTaskInbox)
export class GetTaskInboxHandler implements IQueryHandler<GetTaskInbox> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly positions: ViewPositions,
    private readonly wait: LedgerWait,
  ) {}

  async execute({ question, atLeast }: GetTaskInbox): Promise<Inbox> {
    const reader = await this.positions.readerOf(inboxView.name);
    await this.wait.untilFollowed(reader, atLeast);
    return readSnapshot(this.dataSource, (snapshot) => readInbox(snapshot, question), BY_INDEX);
  }
}

/** Bounds of the ways that are taken, for tests; each gives the same answer. */
export interface InboxBounds {
  readonly readOver?: number;
  readonly named?: number;
}

/** Reads an inbox in one snapshot, in whose transaction plans are kept to indexes. */
export async function readInbox(
  snapshot: RowSource,
  question: InboxQuestion,
  bounds: InboxBounds = {},
): Promise<Inbox> {
  const [moment] = await snapshot.query<{ position: number }[]>(READ_POSITION, [inboxView.name]);
  if (!moment) throw new Error('the inbox view has lost its position');
  const lanes = question.lane === undefined ? LANES : [question.lane];
  const groups = await readGroups(snapshot, question, lanes, bounds);
  const places = groups.flatMap((group) => group.places);
  const items = await readItems(snapshot, question.actor, places);
  return {
    position: moment.position,
    groups: groups.map(({ lane, count, unread_count, places: inLane }) => ({
      ...{ lane, count, unread_count },
      items: inLane.flatMap(({ task_id }) => items.get(task_id) ?? []),
    })),
  };
}

async function readGroups(
  snapshot: RowSource,
  question: InboxQuestion,
  lanes: readonly Lane[],
  { readOver, named }: InboxBounds,
): Promise<InboxGroup[]> {
  const { pattern, unread } = question;
  if (pattern !== undefined) {
    const found = await searchInbox(snapshot, question, pattern, named);
    const byLane = new Map(found.map((group) => [group.lane, group]));
    return lanes.map((lane) => byLane.get(lane) ?? { lane, count: 0, unread_count: 0, places: [] });
  }
  const counts = await readCounts(snapshot, question);
  const groups: InboxGroup[] = [];
  for (const lane of lanes) {
    const kept = counts.get(lane);
    if (!kept) continue;
    const places = await readPlaces(snapshot, question, kept, readOver);
    groups.push({ lane, count: unread ? kept.unread : kept.count, unread_count: kept.unread, places });
  }
  return groups;
}
