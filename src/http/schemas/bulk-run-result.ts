import { ErrorBody } from './error-body.js';
import { Flag, Nested, Text } from './properties.js';
import { Run } from './run.js';

/** One row of a bulk force operation (`runs.md` 3.20). */
export class BulkRunResult {
  @Text() run_id: string;
  @Flag() ok: boolean;
  @Nested(() => Run, { optional: true }) run?: Run;
  @Nested(() => ErrorBody, { optional: true }) error?: ErrorBody;
}
