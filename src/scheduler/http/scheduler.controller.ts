import { Controller, Get, Post, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { requireAlive } from '../../http/identity/require-alive.js';
import { sees, visibilityOf } from '../../http/identity/visibility.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { QueryInput, RequestBody } from '../../http/parsing/input.decorators.js';
import { checkRules } from '../../http/parsing/semantics.js';
import { SchedulerStatus } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import { Rejection } from '../../ledger/rejection.js';
import { callerLeaves } from '../../runs/http/caller-leaves.js';
import { ForceLimits } from '../../tasks/commands/force-limits.js';
import { PauseScheduler, type SchedulerReason } from '../commands/pause-scheduler.js';
import { ResumeScheduler } from '../commands/resume-scheduler.js';
import { GetBacklog } from '../views/get-backlog.js';
import { GetSchedulerStatus } from '../views/get-scheduler-status.js';
import { HeldDrains } from './held-drains.js';
import { presentBacklog, presentDrain, presentSchedulerStatus } from './present-scheduler.js';
import {
  BacklogQuery,
  DEFAULT_DRAIN_REASON,
  DEFAULT_DRAIN_SECONDS,
  DrainSchedulerBody,
  SchedulerReasonBody,
} from './scheduler-bodies.js';
import { Backlog, Drain } from './scheduler-schemas.js';

const SWITCHES = {
  right: 'write',
  bound: 'refused',
  validationStatus: 422,
  failures: [403, 422, 500, 503],
} as const;
const PAUSES_OR_RESUMES = {
  ...SWITCHES,
  body: { type: SchedulerReasonBody, required: false, rulesInHandler: true },
  success: { status: 200, type: { scheduler: SchedulerStatus } },
} as const;

/** Whether runs are handed out, and what waits for it (`runs.md` 5). */
@Controller('api/scheduler')
export class SchedulerController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly limits: ForceLimits,
    private readonly held: HeldDrains,
  ) {}

  @Get()
  @Operation({
    id: 'getScheduler',
    action: 'tasks.scheduler_status',
    summary: 'Whether runs are handed out, and how many wait',
    right: 'read',
    bound: 'filtered',
    validationStatus: 422,
    success: { status: 200, type: { scheduler: SchedulerStatus } },
    failures: [403, 500, 503],
  })
  async status(@CurrentCaller() caller: Caller): Promise<{ scheduler: SchedulerStatus }> {
    return this.statusFor(caller);
  }

  @Get('backlog')
  @Operation({
    id: 'getSchedulerBacklog',
    action: 'tasks.scheduler_backlog',
    summary: 'Queued runs in the order of claims',
    right: 'read',
    bound: 'filtered',
    validationStatus: 422,
    query: BacklogQuery,
    success: { status: 200, type: { backlog: Backlog } },
    failures: [403, 422, 500, 503],
  })
  async backlog(
    @QueryInput() { limit, workspace, include_paused }: BacklogQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<{ backlog: Backlog }> {
    const visibility = visibilityOf(caller);
    const workspaceId = workspace ?? visibility.workspaceId;
    if (!sees(visibility, workspaceId)) return { backlog: { runs: [], total: 0 } };
    const filter = { limit, workspaceId, includePaused: include_paused ?? false };
    return { backlog: presentBacklog(await this.queries.execute(new GetBacklog(filter))) };
  }

  @Post('pause')
  @Operation({
    id: 'pauseScheduler',
    action: 'tasks.scheduler_pause',
    summary: 'Hand out no more runs; what is claimed goes on',
    ...PAUSES_OR_RESUMES,
  })
  async pause(
    @RequestBody() body: SchedulerReasonBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ scheduler: SchedulerStatus }> {
    const reason = this.reasonOf(body, 'pause_scheduler', context);
    reply.at((await this.commands.execute(new PauseScheduler(reason, context))).position);
    return this.statusFor(caller);
  }

  @Post('resume')
  @Operation({
    id: 'resumeScheduler',
    action: 'tasks.scheduler_resume',
    summary: 'Hand out runs again',
    ...PAUSES_OR_RESUMES,
  })
  async resume(
    @RequestBody() body: SchedulerReasonBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ scheduler: SchedulerStatus }> {
    const reason = this.reasonOf(body, 'resume_scheduler', context);
    reply.at((await this.commands.execute(new ResumeScheduler(reason, context))).position);
    return this.statusFor(caller);
  }

  @Post('drain')
  @Operation({
    id: 'drainScheduler',
    action: 'tasks.scheduler_drain',
    summary: 'Hand out no more runs and wait until none is claimed',
    body: { type: DrainSchedulerBody, required: false, rulesInHandler: true },
    success: { status: 200, type: Drain },
    ...SWITCHES,
  })
  async drain(
    @RequestBody() body: DrainSchedulerBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Res({ passthrough: true }) { raw: response }: FastifyReply,
    @Reply() reply: Answer,
  ): Promise<Drain> {
    this.limits.requireAllowed(context.actor);
    checkRules(body, 'drain_scheduler');
    const { reason = DEFAULT_DRAIN_REASON, timeout_seconds = DEFAULT_DRAIN_SECONDS } = body;
    const end = await this.held.drain({ reason, timeout_seconds }, callerLeaves(response, caller.life), context);
    requireAlive(caller, reply);
    if (!end) throw new Rejection('drain_goes_on', 'the service stops before the drain has ended; the drain goes on');
    reply.at(end.position);
    return presentDrain(end, await this.queries.execute(new GetSchedulerStatus()));
  }

  private reasonOf(body: SchedulerReasonBody, at: string, { actor }: CommandContext): SchedulerReason {
    this.limits.requireAllowed(actor);
    checkRules(body, at);
    return body.reason === undefined ? {} : { reason: body.reason };
  }

  private async statusFor(caller: Caller): Promise<{ scheduler: SchedulerStatus }> {
    const { workspaceId } = visibilityOf(caller);
    return { scheduler: presentSchedulerStatus(await this.queries.execute(new GetSchedulerStatus(workspaceId))) };
  }
}
