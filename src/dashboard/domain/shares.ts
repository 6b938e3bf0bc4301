import type { TaskStatus } from '../../tasks/domain/vocabulary.js';

/** The order in which a breakdown names the statuses (`views.md` 1.8). */
const ORDER = ['completed', 'pending', 'in_progress', 'ready', 'blocked', 'failed', 'canceled', 'draft'] as const;

export interface Share {
  readonly status: TaskStatus;
  readonly count: number;
  readonly share_percent: number;
}

/** What part of all tasks each status has; those without tasks are left out. */
export function sharesOf(counts: Readonly<Record<TaskStatus, number>>): Share[] {
  const total = ORDER.reduce((sum, status) => sum + counts[status], 0);
  return ORDER.filter((status) => counts[status] > 0).map((status) => {
    const count = counts[status];
    return { status, count, share_percent: percent(count, total) };
  });
}

/** In whole percent, half of one rounded up. */
function percent(count: number, total: number): number {
  return Math.floor((200 * count + total) / (2 * total));
}
