import type { CommandContext } from '../../ledger/event.js';
import type { LaneCommand } from '../../ledger/lane/command.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { Rejection } from '../../ledger/rejection.js';
import { existing } from '../../tasks/domain/decide/enqueue-run.js';
import { attentionAt } from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import type { TaskSeen, TriageEvent } from '../domain/triage-events.js';
import { existingTriage, type TriageState } from '../domain/triage-state.js';
import { triageStream } from '../domain/triage-stream.js';
import { triageId } from '../lookups/triage-id.js';
import type { TriagingActors } from '../lookups/triaging-actors.js';

export interface Triage {
  readonly name: string;
  readonly task_id: string;
  readonly context: CommandContext;
  readonly actors: TriagingActors;
  readonly decide: (seen: TaskSeen) => readonly TriageEvent[];
}

/**
 * The command of the context's actor on its own triage of a task (`views.md` 3). The task is read and nothing else: who
 * works on it is not told. Refused: `task_not_found`.
 */
export function triageCommand(triage: Triage): LaneCommand<TriageState> {
  const { name, context, task_id, actors } = triage;
  const id = triageId(context.actor, task_id);
  return {
    name,
    context,
    prepare: async (unit) => {
      await Promise.all([
        unit.load(taskStream, task_id),
        unit.load(triageStream, id),
        unit.get(actors.actorsOf, task_id),
      ]);
    },
    execute: (unit) => execute(unit, id, triage),
  };
}

async function execute(unit: UnitOfWork, id: string, { task_id, context, decide }: Triage): Promise<TriageState> {
  const task = existing(await unit.load(taskStream, task_id), task_id);
  if (task instanceof Rejection) throw task;
  await unit.load(triageStream, id);
  const { kind, ref } = context.actor;
  const seen = {
    task_id,
    actor: { kind, ref },
    last_seen_activity_at: attentionAt(task),
    last_seen_event_seq: task.latest_event_seq,
  };
  const triage = existingTriage(unit.append(triageStream, id, decide(seen)));
  if (!triage) throw new Error(`triage ${id} has no state after ${context.origin.ref}`);
  return triage;
}
