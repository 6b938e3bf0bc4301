import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { readSnapshot } from '../../ledger/log/read-snapshot.js';
import { BY_INDEX } from '../../tasks/views/list-tasks.js';
import { STATUS, STATUS_OF_WORKSPACE } from './status-sql.js';

/** Token of the age from which on a queued run counts as starved, in ms (setting `STARVATION_AGE_SECONDS`). */
export const STARVATION_AGE_MS = Symbol('age of starved runs');

/** The pause, and what is queued, claimed, starved and stuck, as of one moment (`runs.md` 5.1). */
export interface SchedulerStatusView {
  readonly paused: boolean;
  readonly paused_by: string | null;
  readonly paused_at: string | null;
  readonly paused_reason: string | null;
  readonly active_claim_count: number;
  readonly queued_run_count: number;
  readonly paused_task_count: number;
  readonly starved_run_count: number;
  readonly needs_attention_run_count: number;
  readonly as_of: string;
}

/** The scheduler's status; the numbers are those of one workspace where it is given. */
export class GetSchedulerStatus extends Query<SchedulerStatusView> {
  constructor(readonly workspaceId?: string) {
    super();
  }
}

@QueryHandler(GetSchedulerStatus)
export class GetSchedulerStatusHandler implements IQueryHandler<GetSchedulerStatus> {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(STARVATION_AGE_MS) private readonly starvationAgeMs: number,
  ) {}

  async execute({ workspaceId }: GetSchedulerStatus): Promise<SchedulerStatusView> {
    const values = [this.starvationAgeMs, ...(workspaceId === undefined ? [] : [workspaceId])];
    const rows = await readSnapshot(this.dataSource, async (snapshot) => {
      await snapshot.query(BY_INDEX);
      return snapshot.query<SchedulerStatusView[]>(workspaceId === undefined ? STATUS : STATUS_OF_WORKSPACE, values);
    });
    const [status] = rows;
    if (!status) throw new Error('the status of the scheduler is one row');
    return status;
  }
}
