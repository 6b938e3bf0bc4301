import { DEFAULT_EXECUTION_PROFILE, type ExecutionProfileDocument } from '../../tasks/domain/execution-profile.js';

/** The profile that a task has of its own, and since when. */
export interface StoredProfile {
  readonly profile: ExecutionProfileDocument;
  readonly created_at: string;
  readonly updated_at: string;
}

/** Stands for a time that never was. */
const ZERO_TIME = '0001-01-01T00:00:00Z';

/** What applies to a task without a profile of its own; its times say that nothing is stored (`reviews.md` B.1). */
export const NOTHING_STORED: StoredProfile = {
  profile: DEFAULT_EXECUTION_PROFILE,
  created_at: ZERO_TIME,
  updated_at: ZERO_TIME,
};
