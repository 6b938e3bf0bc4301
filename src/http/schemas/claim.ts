import { CoordinationChannel } from './coordination-channel.js';
import { Nested } from './properties.js';
import { Lease, Run } from './run.js';
import { TaskReference } from './task-reference.js';

/** What claim-next answers under `claim` (`runs.md` 3.4.6). */
export class Claim {
  @Nested(() => TaskReference) task: TaskReference;
  @Nested(() => Run) run: Run;
  @Nested(() => Lease) lease: Lease;
  @Nested(() => CoordinationChannel, { optional: true }) coordination_channel?: CoordinationChannel;
}
