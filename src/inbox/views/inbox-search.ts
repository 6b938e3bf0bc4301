/**
 * An inbox by words. Counts are of the tasks that have them: all of these are looked at, among the tasks that the grams of
 * titles name, or else among those of the lanes.
 */
import type { RowSource } from '../../ledger/log/read-snapshot.js';
import { Conditions } from '../../tasks/views/conditions.js';
import { namedByGrams } from '../../tasks/views/search-page.js';
import { gramQuery } from '../../tasks/views/search-text.js';
import type { InboxGroup, InboxPlace, InboxQuestion } from './inbox-question.js';
import { inOrder, notSeen, ofActor, ofPlaceAndOwner } from './inbox-question.js';
import { INBOX_ENTRIES, INBOX_TASKS } from './inbox-tables.js';

/** Tasks that the grams may name before the lanes are read instead. */
const NAMED = 10_000;

type Found = InboxPlace & { readonly count: number; readonly unread: number };

/** The lanes in which there are matches. */
export async function searchInbox(
  snapshot: RowSource,
  question: InboxQuestion,
  pattern: string,
  most = NAMED,
): Promise<InboxGroup[]> {
  const { place, owner_ref } = question;
  const named = await namedByGrams(snapshot, gramQuery(pattern, { workspace: place, owner_ref }), most);
  const { text, values } = matches(question, pattern, named);
  const rows = await snapshot.query<Found[]>(text, values);
  return [...new Set(rows.map((row) => row.lane))].map((lane) => groupOf(rows.filter((row) => row.lane === lane)));
}

function groupOf(rows: readonly Found[]): InboxGroup {
  const [{ lane, count, unread }] = rows as readonly [Found, ...Found[]];
  const places = rows.map(({ task_id, activity_at, read }) => ({ task_id, lane, activity_at, read }));
  return { lane, count, unread_count: unread, places };
}

function matches(question: InboxQuestion, pattern: string, named: readonly string[] | undefined) {
  const { owner_kind, lane, unread, limit } = question;
  const into = new Conditions([pattern]);
  const among = named && into.value(named);
  const ofKind = owner_kind === undefined ? '' : ` AND r.owner_kind = ${into.value(owner_kind)}`;
  const inLane = lane === undefined ? '' : ` AND r.lane = ${into.value(lane)}`;
  const filters = `${ofPlaceAndOwner(question, into)}${ofKind}${inLane}`;
  const from = (table: string): string =>
    among === undefined ? `${table} r` : `unnest(${among}::text[]) n(id) JOIN ${table} r ON r.task_id = n.id`;
  const columns = 'r.task_id, r.lane, r.activity_at, r.priority';
  return {
    text: `WITH members AS (
        SELECT ${columns}, false AS read FROM ${from(INBOX_TASKS.name)} WHERE ${filters} AND ${notSeen(question, into)}
        UNION ALL
        SELECT ${columns}, r.read FROM ${from(INBOX_ENTRIES.name)}
        WHERE ${ofActor(question, into)} AND r.lane IS NOT NULL AND ${filters}
      ), matches AS (
        SELECT m.* FROM members m WHERE ${unread ? 'NOT m.read AND ' : ''}
          strpos((SELECT s.text FROM task_search s WHERE s.task_id = m.task_id), $1) > 0
      ), ranked AS (
        SELECT m.*, (count(*) OVER lanes)::integer AS count,
          (count(*) FILTER (WHERE NOT m.read) OVER lanes)::integer AS unread,
          row_number() OVER (PARTITION BY m.lane ORDER BY m.read, ${inOrder('m')}) AS nth
        FROM matches m WINDOW lanes AS (PARTITION BY m.lane)
      )
      SELECT task_id, lane, activity_at, read, count, unread FROM ranked WHERE nth <= ${limit} ORDER BY lane, nth`,
    values: into.values,
  };
}
