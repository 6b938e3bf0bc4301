import { Controller, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { requireAlive } from '../../http/identity/require-alive.js';
import { SessionDirectory, type SessionIdentity } from '../../http/identity/session-directory.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, RequestBody } from '../../http/parsing/input.decorators.js';
import { Claim } from '../../http/schemas/claim.js';
import { Lease } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { runRow } from '../../tasks/views/run-view.js';
import { presentLease } from '../../tasks/http/present/present-run.js';
import type { ClaimCriteria } from '../commands/claim-next-run.js';
import { ClaimNext } from '../commands/claim-next.js';
import { CompleteLeasedRun } from '../commands/complete-leased-run.js';
import { FailLeasedRun } from '../commands/fail-leased-run.js';
import type { RunOfTask } from '../commands/run-of-task.js';
import { HeartbeatRun } from '../commands/heartbeat-run.js';
import { ReleaseLeasedRun } from '../commands/release-leased-run.js';
import {
  ClaimNextBody,
  CompleteBody,
  DEFAULT_LEASE_SECONDS,
  FailBody,
  HeartbeatBody,
  ReleaseBody,
} from './agent-run-bodies.js';
import { callerLeaves, callerPresence } from './caller-leaves.js';
import { ClaimAnswers } from './claim-answers.js';
import { HeldClaims } from './held-claims.js';
import { heldRun } from './held-run-request.js';
import { requireSession, requireSessionWorkspace } from './require-session.js';

const FAILURES = [401, 403, 404, 409, 413, 422, 500, 503];

/** What a worker does: take a run, keep it, end it (`runs.md` 3.4-3.9). Fenced by session, run and lease. */
@Controller('api/agent/tasks')
export class AgentTasksController {
  constructor(
    private readonly commands: CommandBus,
    private readonly claims: ClaimAnswers,
    private readonly held: HeldClaims,
    private readonly sessions: SessionDirectory,
  ) {}

  @Post('claim-next')
  @Operation({
    id: 'claimNextAgentTask',
    action: 'agent.task.next',
    summary: 'Take the best run that the caller may have, with a lease',
    caller: 'agent',
    right: 'agent',
    bound: 'filtered',
    validationStatus: 422,
    body: { type: ClaimNextBody, required: false },
    success: [
      { status: 200, type: { claim: Claim } },
      { status: 204, description: 'No matching task run is currently claimable' },
    ],
    failures: [401, 403, 409, 422, 500, 503],
  })
  async claimNext(
    @RequestBody() body: ClaimNextBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Res({ passthrough: true }) { raw: response }: FastifyReply,
    @Reply() reply: Answer,
  ): Promise<{ claim: Claim } | undefined> {
    const session = requireSession(caller);
    requireSessionWorkspace(session, body.workspace_id);
    const criteria = criteriaOf(session, body);
    this.sessions.offers(session.session_id, criteria.capabilities);
    const { result, position } = body.wait
      ? await this.held.claim(criteria, session, callerLeaves(response, caller.life), context)
      : await this.commands.execute(new ClaimNext(criteria, callerPresence(response, caller.life), context));
    if (!result) requireAlive(caller, reply);
    reply.at(position);
    if (!result) {
      reply.status(204);
      return undefined;
    }
    if (result.replayed) reply.replayed();
    return { claim: await this.claims.claim(result, reply) };
  }

  @Post(':run_id/heartbeat')
  @Operation({
    id: 'heartbeatAgentTaskRun',
    action: 'agent.task.heartbeat',
    summary: 'Extend the lease of a held run',
    caller: 'agent',
    right: 'agent',
    validationStatus: 422,
    body: { type: HeartbeatBody, required: true },
    success: { status: 200, type: { lease: Lease } },
    failures: FAILURES,
  })
  async heartbeat(
    @PathId('run_id', 'Task run id', 'held_run') runId: string,
    @RequestBody() body: HeartbeatBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ lease: Lease }> {
    const request = { ...heldRun(caller, runId, body), lease_seconds: leaseSeconds(body) };
    return leaseAnswer(await this.commands.execute(new HeartbeatRun(request, context)), reply);
  }

  @Post(':run_id/complete')
  @Operation({
    id: 'completeAgentTaskRun',
    action: 'agent.task.complete',
    summary: 'Complete a held run',
    caller: 'agent',
    right: 'agent',
    validationStatus: 422,
    body: { type: CompleteBody, required: true },
    success: { status: 200, type: { lease: Lease } },
    failures: FAILURES,
  })
  async complete(
    @PathId('run_id', 'Task run id', 'held_run') runId: string,
    @RequestBody() body: CompleteBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ lease: Lease }> {
    const request = { ...heldRun(caller, runId, body), ...(body.result === undefined ? {} : { result: body.result }) };
    return leaseAnswer(await this.commands.execute(new CompleteLeasedRun(request, context)), reply);
  }

  @Post(':run_id/fail')
  @Operation({
    id: 'failAgentTaskRun',
    action: 'agent.task.fail',
    summary: 'Fail a held run',
    caller: 'agent',
    right: 'agent',
    validationStatus: 422,
    body: { type: FailBody, required: true },
    success: { status: 200, type: { lease: Lease } },
    failures: FAILURES,
  })
  async fail(
    @PathId('run_id', 'Task run id', 'held_run') runId: string,
    @RequestBody() body: FailBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ lease: Lease }> {
    const request = {
      ...heldRun(caller, runId, body),
      error: body.error,
      ...(body.metadata === undefined ? {} : { metadata: body.metadata }),
    };
    return leaseAnswer(await this.commands.execute(new FailLeasedRun(request, context)), reply);
  }

  @Post(':run_id/release')
  @Operation({
    id: 'releaseAgentTaskRun',
    action: 'agent.task.release',
    summary: 'Put a held run back into the queue',
    caller: 'agent',
    right: 'agent',
    validationStatus: 422,
    body: { type: ReleaseBody, required: true },
    success: { status: 200, type: { lease: Lease } },
    failures: FAILURES,
  })
  async release(
    @PathId('run_id', 'Task run id', 'held_run') runId: string,
    @RequestBody() body: ReleaseBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ lease: Lease }> {
    const request = { ...heldRun(caller, runId, body), ...(body.reason === undefined ? {} : { reason: body.reason }) };
    return leaseAnswer(await this.commands.execute(new ReleaseLeasedRun(request, context)), reply);
  }
}

function criteriaOf(session: SessionIdentity, body: ClaimNextBody): ClaimCriteria {
  return {
    session_id: session.session_id,
    agent_name: session.agent_name,
    capabilities: body.required_capabilities ?? [],
    priority_min: body.priority_min ?? 0,
    lease_seconds: leaseSeconds(body),
    ...(body.idempotency_key === undefined ? {} : { claim_key: body.idempotency_key }),
  };
}

/** 0 and absent both mean the default (`runs.md` 2.3). */
function leaseSeconds({ lease_seconds = 0 }: { readonly lease_seconds?: number }): number {
  return lease_seconds > 0 ? lease_seconds : DEFAULT_LEASE_SECONDS;
}

function leaseAnswer({ result, position }: Committed<RunOfTask>, reply: Answer): { lease: Lease } {
  reply.at(position);
  return { lease: presentLease(runRow(result.task.id, result.run)) };
}
