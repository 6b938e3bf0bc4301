/** A front of each letter that does nothing but tell what it was called with. */
import { Controller, Get, Post } from '@nestjs/common';
import type { Caller } from '../../../../src/http/identity/caller.js';
import { Context, CurrentCaller } from '../../../../src/http/identity/current-caller.decorator.js';
import { ApiProperty } from '../../../../src/http/openapi/decorators.js';
import { Operation } from '../../../../src/http/operation/operation.decorator.js';
import { IntegerField, TextField } from '../../../../src/http/parsing/fields/index.js';
import { PathId, RequestBody } from '../../../../src/http/parsing/input.decorators.js';
import type { CommandContext } from '../../../../src/ledger/event.js';

export class CallBody {
  @TextField({ max: 8 })
  prompt?: string;

  @IntegerField({ min: 1 })
  count?: number;
}

class Called {
  @ApiProperty()
  by: string;
}

const answer = { success: { status: 200, type: Called }, failures: [401, 403, 422], validationStatus: 422 } as const;
const call = { type: CallBody, required: false };

@Controller()
export class FrontController {
  @Post('v1beta/tasks/:id/regenerate')
  @Operation({
    id: 'sampleA',
    action: 'compat.a.do',
    summary: 'A',
    right: 'write',
    front: 'a',
    bound: 'filtered',
    ...answer,
  })
  a(@PathId('id') _id: string, @CurrentCaller() caller: Caller, @Context() context: CommandContext): object {
    return called(caller, context);
  }

  @Get('api/v1/task')
  @Operation({
    id: 'sampleB',
    action: 'compat.b.do',
    summary: 'B',
    right: 'read',
    front: 'b',
    bound: 'filtered',
    ...answer,
  })
  b(@CurrentCaller() caller: Caller, @Context() context: CommandContext): object {
    return called(caller, context);
  }

  @Post('api/numbers/:number(^\\d{1,16}$)/runs')
  @Operation({
    ...{
      id: 'sampleC',
      action: 'compat.c.do',
      summary: 'C',
      right: 'agent',
      front: 'c',
      bound: 'filtered',
      body: call,
    },
    ...answer,
  })
  c(
    @PathId('number') number: string,
    @RequestBody() body: CallBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
  ): object {
    return { number, ...called(caller, context), ...body };
  }

  @Post('api/numbers/:id/runs')
  @Operation({ id: 'sampleNative', action: 'samples.do', summary: 'N', right: 'agent', bound: 'filtered', ...answer })
  native(@PathId('id') id: string): object {
    return { native: id };
  }

  @Post('tasks/:task_id/runs')
  @Operation({
    ...{
      id: 'sampleD',
      action: 'compat.d.do',
      summary: 'D',
      right: 'agent',
      front: 'd',
      bound: 'filtered',
      body: call,
    },
    ...answer,
  })
  d(
    @PathId('task_id') _id: string,
    @RequestBody() body: CallBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
  ): object {
    return { ...called(caller, context), ...body };
  }
}

function called({ actor }: Caller, { origin }: CommandContext): object {
  return { by: `${actor.kind}:${actor.ref}`, origin: `${origin.kind}:${origin.ref}` };
}
