import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import type { ExpectedSeq } from '../../tasks/domain/expected-seq.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { setProfile } from '../domain/decide/change-profile.js';
import type { ProfileDraft } from '../domain/profile-draft.js';
import type { StoredProfile } from '../domain/stored-profile.js';
import { ExecutionProfiles } from '../lookups/execution-profiles.js';
import { requireSeenTask } from './load-task.js';
import { ProfilePolicy } from './profile-policy.js';

export interface ProfileRequest {
  readonly task_id: string;
  readonly draft: ProfileDraft;
  readonly expected?: ExpectedSeq | undefined;
}

/**
 * Replaces the execution profile of a task as a whole (`reviews.md` B.2). Refused: `task_not_found`,
 * `precondition_failed`, `task_has_current_run`, `validation_failed`.
 */
export class SetExecutionProfile extends Command<Committed<StoredProfile>> {
  constructor(
    readonly request: ProfileRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(SetExecutionProfile)
export class SetExecutionProfileHandler implements ICommandHandler<SetExecutionProfile> {
  constructor(
    private readonly lane: Lane,
    private readonly profiles: ExecutionProfiles,
    private readonly policy: ProfilePolicy,
  ) {}

  execute({ request, context }: SetExecutionProfile): Promise<Committed<StoredProfile>> {
    return this.lane.execute<StoredProfile>({
      name: 'set_execution_profile',
      context,
      prepare: async (unit) => {
        await unit.load(taskStream, request.task_id);
      },
      execute: (unit) => this.set(unit, request),
    });
  }

  private async set(unit: UnitOfWork, { task_id, draft, expected }: ProfileRequest): Promise<StoredProfile> {
    const task = await requireSeenTask(unit, task_id, expected);
    unit.append(taskStream, task_id, setProfile(task, draft, this.policy));
    const stored = await unit.get(this.profiles.executionProfileOf, task_id);
    if (!stored) throw new Error(`the execution profile of task ${task_id} was not staged`);
    return stored;
  }
}
