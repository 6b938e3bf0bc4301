import { Controller, Post } from '@nestjs/common';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { RequestBody } from '../../http/parsing/input.decorators.js';
import { checkRules } from '../../http/parsing/semantics.js';
import { BulkRunResult } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import { ForceFailRun, requireFailReason } from '../commands/force-fail-run.js';
import { ForceReleaseRun } from '../commands/force-release-run.js';
import { BulkRuns, refuseTooMany } from './bulk-runs.js';
import { BulkForceFailBody, BulkForceReleaseBody } from './force-run-bodies.js';

const BULK = {
  right: 'write',
  bound: 'filtered',
  validationStatus: 422,
  success: { status: 200, type: { results: [BulkRunResult] } },
  failures: [403, 422, 429, 500, 503],
} as const;

/**
 * Force release and force fail of many runs at once (`runs.md` 3.20). The answer is 200 with a row for each run, whatever
 * became of it; only an agent that may not force at all, or whose every row is over the limit, is refused as a whole.
 */
@Controller('api/runs/bulk')
export class BulkRunsController {
  constructor(private readonly bulk: BulkRuns) {}

  @Post('release')
  @Operation({
    id: 'bulkForceReleaseTaskRuns',
    action: 'tasks.bulk_release_runs',
    summary: 'Take claimed runs from their claimers and queue them again',
    body: { type: BulkForceReleaseBody, required: true, rulesInHandler: true },
    ...BULK,
  })
  async release(
    @RequestBody() body: BulkForceReleaseBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ results: BulkRunResult[] }> {
    this.bulk.requireAllowed(context);
    refuseTooMany(body.run_ids);
    checkRules(body, 'bulk_force_release_task_runs');
    const { run_ids, reason } = body;
    const commandFor = (run_id: string) => new ForceReleaseRun({ run_id, reason }, context);
    return { results: await this.bulk.rows(run_ids, { caller, context, reply }, commandFor) };
  }

  @Post('fail')
  @Operation({
    id: 'bulkForceFailTaskRuns',
    action: 'tasks.bulk_fail_runs',
    summary: 'Give up runs that are queued, claimed or need attention',
    body: { type: BulkForceFailBody, required: true, rulesInHandler: true },
    ...BULK,
  })
  async fail(
    @RequestBody() body: BulkForceFailBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ results: BulkRunResult[] }> {
    this.bulk.requireAllowed(context);
    refuseTooMany(body.run_ids);
    const reason = requireFailReason('/api/runs/bulk/fail', body.reason, { run_ids: ['run-…'] });
    checkRules(body, 'bulk_force_fail_task_runs');
    const { run_ids, metadata } = body;
    const commandFor = (run_id: string) => new ForceFailRun({ run_id, reason, metadata }, context);
    return { results: await this.bulk.rows(run_ids, { caller, context, reply }, commandFor) };
  }
}
