import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Rejection } from '../../ledger/rejection.js';
import { NOTHING_STORED, type StoredProfile } from '../domain/stored-profile.js';

/** The task's own profile, else the default, which has zero times. Refused: `task_not_found`. */
export class GetExecutionProfile extends Query<StoredProfile> {
  constructor(readonly taskId: string) {
    super();
  }
}

const PROFILE =
  'SELECT p.profile, p.created_at, p.updated_at FROM tasks t ' +
  'LEFT JOIN execution_profiles p ON p.task_id = t.id WHERE t.id = $1';

type Found = StoredProfile | Record<keyof StoredProfile, null>;

@QueryHandler(GetExecutionProfile)
export class GetExecutionProfileHandler implements IQueryHandler<GetExecutionProfile> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ taskId }: GetExecutionProfile): Promise<StoredProfile> {
    const [row] = await this.dataSource.query<Found[]>(PROFILE, [taskId]);
    if (!row) throw new Rejection('task_not_found', `task ${taskId} does not exist`);
    return row.profile === null ? NOTHING_STORED : row;
  }
}
