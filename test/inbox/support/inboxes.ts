/** An actor's inbox, as tests ask for it. */
import type { InboxItem, TaskInbox } from '../../../src/http/schemas/index.js';
import type { Lane } from '../../../src/inbox/domain/vocabulary.js';
import type { Api } from '../../support/contract.js';
import { wanted } from '../../support/place.js';

export const INBOX = '/api/observe/tasks/inbox';

export async function inboxOf(api: Api, query: Readonly<Record<string, string>> = {}): Promise<TaskInbox> {
  return (await wanted<{ inbox: TaskInbox }>(api.get(INBOX, { query }), 200)).inbox;
}

/** Count, unread count and how many items are listed, of each lane in which there is anything. */
export function countsOf({ groups = [] }: TaskInbox): Partial<Record<Lane, readonly number[]>> {
  return Object.fromEntries(
    groups.flatMap(({ lane, count, unread_count, items }) =>
      count > 0 ? [[lane, [count, unread_count, items?.length ?? 0]]] : [],
    ),
  );
}

export function itemsOf({ groups = [] }: TaskInbox): InboxItem[] {
  return groups.flatMap(({ items = [] }) => items);
}

/** The one item of a task, undefined where it is in no lane. */
export function itemOf(inbox: TaskInbox, { id }: { readonly id: string }): InboxItem | undefined {
  return itemsOf(inbox).find(({ task }) => task.id === id);
}
