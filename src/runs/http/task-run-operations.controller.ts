import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { visibilityOf } from '../../http/identity/visibility.js';
import { mayDo } from '../../http/identity/rights.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, RequestBody } from '../../http/parsing/input.decorators.js';
import { Run } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import { AttachSession } from '../commands/attach-session.js';
import { ClaimRun } from '../commands/claim-run.js';
import { StartRun } from '../commands/start-run.js';
import { AttachSessionBody, RunKeyBody } from './operated-run-bodies.js';
import { RunAnswers } from './run-answers.js';

const FAILURES = [404, 409, 422, 500, 503];

/** How an operator puts a run to work without a lease (`runs.md` 3.10-3.12). */
@Controller('api/task-runs')
export class TaskRunOperationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly answers: RunAnswers,
  ) {}

  @Post(':id/claim')
  @Operation({
    id: 'claimTaskRun',
    action: 'tasks.claim_run',
    summary: 'Claim one queued run, without session and lease',
    right: 'write',
    validationStatus: 422,
    body: { type: RunKeyBody, required: false },
    success: { status: 200, type: { run: Run } },
    failures: [403, ...FAILURES],
  })
  async claim(
    @PathId('id', 'Task run id', 'run') id: string,
    @RequestBody() body: RunKeyBody,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ run: Run }> {
    return this.answers.of(await this.commands.execute(new ClaimRun({ run_id: id, ...body }, context)), reply);
  }

  @Post(':id/start')
  @Operation({
    id: 'startTaskRun',
    action: 'tasks.start_run',
    summary: 'Put a claimed run to work, on its session or on a new one',
    right: 'agent',
    validationStatus: 422,
    body: { type: RunKeyBody, required: false },
    success: { status: 200, type: { run: Run } },
    failures: FAILURES,
  })
  async start(
    @PathId('id', 'Task run id', 'run') id: string,
    @RequestBody() body: RunKeyBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ run: Run }> {
    const held_only = !mayDo(caller.principal.role, 'write');
    const request = { run_id: id, ...body, principal_ref: caller.principal.ref, held_only };
    return this.answers.of(await this.commands.execute(new StartRun(request, context)), reply);
  }

  @Post(':id/attach-session')
  @Operation({
    id: 'attachTaskRunSession',
    action: 'tasks.attach_run_session',
    summary: 'Give a claimed run a session that is there already',
    right: 'write',
    validationStatus: 422,
    body: { type: AttachSessionBody, required: true },
    success: { status: 200, type: { run: Run } },
    failures: FAILURES,
  })
  async attach(
    @PathId('id', 'Task run id', 'run') id: string,
    @RequestBody() { session_id }: AttachSessionBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ run: Run }> {
    const scope = { workspace_id: visibilityOf(caller).workspaceId };
    const command = new AttachSession({ run_id: id, session_id, scope }, context);
    return this.answers.of(await this.commands.execute(command), reply);
  }
}
