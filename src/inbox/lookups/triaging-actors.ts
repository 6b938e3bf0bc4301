import { Injectable } from '@nestjs/common';
import type { Actor } from '../../ledger/event.js';
import type { LaneIndex } from '../../ledger/lane/inline-view.js';
import { LaneLookup, type LaneQuery } from '../../ledger/lane/lookup.js';
import type { Staging } from '../../ledger/lane/preparation.js';
import type { TriageEvent } from '../domain/triage-events.js';
import { existingTriage, type TriageStream } from '../domain/triage-state.js';

const ACTORS =
  'SELECT task_id, actor_kind AS kind, actor_ref AS ref FROM task_triage WHERE task_id = ANY($1::text[]) ' +
  'ORDER BY task_id, actor_kind, actor_ref';

/**
 * Who has triaged a task, so that it can be forgotten with the task. A list that nobody has read is left alone: **a
 * command that adds to it must ask for it in `prepare`**, which runs before anything of the flush is staged.
 */
@Injectable()
export class TriagingActors implements LaneIndex<TriageStream, TriageEvent> {
  readonly category = 'triage';
  /** Task id to the actors whose triage of it is kept; no value means none. */
  readonly actorsOf = new LaneLookup<readonly Actor[]>('triaging actors of task', readActors);

  staged(change: { readonly before: TriageStream; readonly after: TriageStream }, unit: Staging): void {
    const before = existingTriage(change.before);
    const after = existingTriage(change.after);
    if (!before && after) this.change(unit, after.task_id, (actors) => [...actors, after.actor]);
    if (before && !after)
      this.change(unit, before.task_id, (actors) => actors.filter((one) => !same(one, before.actor)));
  }

  private change(unit: Staging, taskId: string, changed: (actors: readonly Actor[]) => readonly Actor[]): void {
    const { entries } = this.actorsOf;
    if (entries.has(taskId)) unit.put(this.actorsOf, taskId, changed(entries.get(taskId) ?? []));
  }
}

function same(a: Actor, b: Actor): boolean {
  return a.kind === b.kind && a.ref === b.ref;
}

async function readActors(query: LaneQuery, ids: readonly string[]): Promise<Map<string, readonly Actor[]>> {
  const found = new Map<string, Actor[]>();
  for (const { task_id, ...actor } of await query<Actor & { task_id: string }>(ACTORS, [ids])) {
    const actors = found.get(task_id);
    if (actors) actors.push(actor);
    else found.set(task_id, [actor]);
  }
  return found;
}
