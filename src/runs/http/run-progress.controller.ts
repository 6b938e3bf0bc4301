import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, RequestBody } from '../../http/parsing/input.decorators.js';
import { AcceptedSteps } from '../../http/schemas/accepted-steps.js';
import type { CommandContext } from '../../ledger/event.js';
import { Rejection } from '../../ledger/rejection.js';
import { RecordProgress, type RecordProgressRequest } from '../commands/record-progress.js';
import { ProgressBody } from './agent-run-bodies.js';
import { heldRun } from './held-run-request.js';

/** Bytes of one event's payload (`tasks.md` 1.3). */
const EVENT_BYTES = 65_536;

/** What a worker reports while it works (`http.md` 11.7, `registries.md` 6). */
@Controller('api/agent/tasks')
export class RunProgressController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':run_id/steps')
  @Operation({
    id: 'reportAgentTaskRunProgress',
    action: 'agent.task.progress',
    summary: 'Report steps, log lines and consumption of a held run',
    caller: 'agent',
    right: 'agent',
    validationStatus: 422,
    body: { type: ProgressBody, required: true },
    success: { status: 200, type: AcceptedSteps },
    failures: [401, 403, 409, 413, 422, 500, 503],
  })
  async report(
    @PathId('run_id', 'Task run id', 'held_run') runId: string,
    @RequestBody() body: ProgressBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<AcceptedSteps> {
    const request = { ...heldRun(caller, runId, body), ...progressOf(body) };
    const { position } = await this.commands.execute(new RecordProgress(request, context));
    reply.at(position);
    return { accepted: request.steps.length };
  }
}

type Progress = Pick<RecordProgressRequest, 'steps' | 'log' | 'usage'>;

function progressOf(body: ProgressBody): Progress {
  const steps = (body.steps ?? []).map(stepOf);
  const log = body.log ?? [];
  const usage = body.usage && (JSON.parse(JSON.stringify(body.usage)) as Progress['usage']);
  if (steps.length === 0 && log.length === 0 && !usage) {
    throw new Rejection('validation_failed', 'report_progress needs steps, log or usage');
  }
  for (const event of [...steps, { log, usage }]) {
    if (Buffer.byteLength(JSON.stringify(event)) > EVENT_BYTES) {
      throw new Rejection('payload_too_large', `report_progress: one step or log is over ${EVENT_BYTES} bytes`);
    }
  }
  return { steps, log, ...(usage ? { usage } : {}) };
}

/** Missing members of an action take the defaults of `http.md` 11.7. */
function stepOf(step: NonNullable<ProgressBody['steps']>[number]): Progress['steps'][number] {
  return {
    index: step.index,
    description: step.description,
    actions: (step.actions ?? []).map((action) => ({
      name: action.name,
      params: action.params ?? {},
      is_done: action.is_done ?? false,
      ...(action.success === undefined ? {} : { success: action.success }),
      extracted_content: action.extracted_content ?? null,
      error: action.error ?? null,
      include_in_memory: action.include_in_memory ?? false,
    })),
  };
}
