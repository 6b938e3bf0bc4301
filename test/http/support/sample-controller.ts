/** A controller that exercises every part of the HTTP layer and nothing else. */
import { Controller, Get, Patch, Post, Put } from '@nestjs/common';
import { type Answer, Reply } from '../../../src/http/answer.js';
import { requireWorkspace } from '../../../src/http/identity/agent-identity.js';
import type { Caller } from '../../../src/http/identity/caller.js';
import { Context, CurrentCaller } from '../../../src/http/identity/current-caller.decorator.js';
import { Operation } from '../../../src/http/operation/operation.decorator.js';
import {
  BooleanField,
  CapabilityListField,
  ChannelField,
  EnumField,
  IdField,
  IntegerField,
  JsonField,
  NumberField,
  ObjectField,
  ObjectListField,
  StringListField,
  TextField,
  TimestampField,
} from '../../../src/http/parsing/fields/index.js';
import { AtLeast, IfMatch, PathId, QueryInput, RequestBody } from '../../../src/http/parsing/input.decorators.js';
import {
  QueryBoolean,
  QueryChannel,
  QueryEnum,
  QueryInteger,
  QueryText,
} from '../../../src/http/parsing/query-field.js';
import { Lease, TaskReference } from '../../../src/http/schemas/index.js';
import type { CommandContext, Json } from '../../../src/ledger/event.js';
import { Rejection } from '../../../src/ledger/rejection.js';

export class SampleOwner {
  @EnumField(['human', 'pool'], { required: true }) kind: string;
  @TextField({ required: true, max: 20 }) ref: string;
}

export class SampleStep {
  @IntegerField({ required: true, min: 0 }) index: number;
  @TextField({ required: true, max: 10 }) description: string;
}

export class SampleBody {
  @EnumField(['global', 'workspace'], { required: true }) scope: string;
  @TextField({ required: true, max: 20, freeText: true }) title: string;
  @IdField({ reserveAliases: true }) id?: string;
  @TextField({ blank: 'keep', maxBytes: 8 }) description?: string;
  @EnumField(['low', 'high'], { blank: 'refuse' }) priority?: string;
  @IntegerField({ min: 1, max: 10 }) max_attempts?: number;
  @NumberField({ min: 0 }) cost?: number;
  @BooleanField() draft?: boolean;
  @ChannelField() network_channel?: string;
  @ObjectField(() => SampleOwner) owner?: SampleOwner;
  @JsonField({ maxBytes: 64 }) metadata?: Json;
  @StringListField({ min: 1, max: 3, itemMax: 5 }) lines?: string[];
  @CapabilityListField() capabilities?: string[];
  @ObjectListField(() => SampleStep, { max: 2 }) steps?: SampleStep[];
  @TimestampField() deadline_at?: string;
}

export class SamplePatch {
  @TextField({ blank: 'refuse' }) title?: string;
  @ChannelField({ blank: 'keep' }) network_channel?: string;
}

export class SampleQuery {
  @QueryEnum(['ready', 'draft']) status?: string;
  @QueryText() query?: string;
  @QueryInteger({ min: 0 }) limit?: number;
  @QueryBoolean() include_drafts?: boolean;
  @QueryChannel() network_channel?: string;
}

const FAILURES = [404, 409, 422, 500, 503];

@Controller('api/samples')
export class SampleController {
  /** Operations that reached their handler, in order. */
  readonly reached: string[] = [];

  @Post()
  @Operation({
    id: 'createSample',
    action: 'samples.create',
    summary: 'Create a sample',
    right: 'write',
    validationStatus: 422,
    body: { type: SampleBody, required: true },
    success: { status: 201, type: { task: TaskReference } },
    failures: FAILURES,
  })
  create(@RequestBody() body: SampleBody, @Context() context: CommandContext, @Reply() reply: Answer) {
    this.reached.push('createSample');
    reply.at(42).replayed();
    return { body, context };
  }

  @Get()
  @Operation({
    id: 'listSamples',
    action: 'samples.list',
    summary: 'List samples',
    right: 'read',
    validationStatus: 422,
    query: SampleQuery,
    success: { status: 200, type: { tasks: [TaskReference] } },
    failures: FAILURES,
  })
  list(@QueryInput() query: SampleQuery, @CurrentCaller() caller: Caller, @AtLeast() atLeast?: number) {
    return { query, caller, atLeast };
  }

  @Get(':id')
  @Operation({
    id: 'getSample',
    action: 'samples.get',
    summary: 'Get one sample',
    right: 'read',
    validationStatus: 400,
    success: { status: 200, type: TaskReference },
    failures: FAILURES,
  })
  get(@PathId('id', 'Sample id') id: string) {
    return { id };
  }

  @Patch(':id')
  @Operation({
    id: 'updateSample',
    action: 'samples.update',
    summary: 'Update a sample',
    right: 'write',
    ifMatch: true,
    validationStatus: 400,
    body: { type: SamplePatch, required: true },
    success: { status: 200, type: TaskReference },
    failures: FAILURES,
  })
  update(@PathId('id') id: string, @RequestBody() body: SamplePatch, @IfMatch() ifMatch?: unknown) {
    return { id, body, ifMatch };
  }

  @Post(':id/claim')
  @Operation({
    id: 'claimSample',
    action: 'agent.sample.next',
    summary: 'Claim a sample',
    right: 'agent',
    caller: 'agent',
    validationStatus: 422,
    body: { type: SamplePatch, required: false },
    success: [
      { status: 200, type: { lease: Lease } },
      { status: 204, description: 'Nothing to claim' },
    ],
    failures: FAILURES,
  })
  claim(
    @PathId('id') id: string,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ) {
    if (id === 'none') {
      reply.status(204);
      return undefined;
    }
    requireWorkspace(caller, 'ws-1');
    return { id, context };
  }

  @Put('anonymous')
  @Operation({
    id: 'anonymousSample',
    action: 'samples.anonymous',
    summary: 'Never reads agent headers',
    right: 'read',
    caller: 'anonymous',
    validationStatus: 422,
    success: { status: 200 },
    failures: FAILURES,
  })
  anonymous(@CurrentCaller() caller: Caller) {
    return { actor: caller.actor };
  }

  @Post('fail/:id')
  @Operation({
    id: 'failSample',
    action: 'samples.fail',
    summary: 'Fail as told',
    right: 'write',
    validationStatus: 400,
    success: { status: 200 },
    failures: FAILURES,
  })
  fail(@PathId('id') code: string) {
    if (code === 'boom') throw new Error('boom with password=hunter2-secret');
    throw new Rejection(code, 'token=abc123 and agh_claim_abc went wrong');
  }

  @Post('undeclared')
  undeclared() {
    this.reached.push('undeclared');
    return {};
  }
}
