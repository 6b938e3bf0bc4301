import { Controller, Get, Post } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { Context, CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { ResourceScopes } from '../../http/identity/resource-scopes.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, QueryInput, RequestBody } from '../../http/parsing/input.decorators.js';
import type { CommandContext } from '../../ledger/event.js';
import { RegisterSession } from '../commands/register-session.js';
import { StopSession } from '../commands/stop-session.js';
import { GetSession, HeartbeatSession, ListSessions } from '../views/session-queries.js';
import { showSession } from '../views/shown-session.js';
import { ListAgentSessionsQuery, RegisterAgentSessionBody, StopAgentSessionBody } from './session-bodies.js';
import { AgentSession } from './session-schema.js';
import { sessionScopeOf } from './session-scope-of.js';

/** Agent sessions (`registries.md` 2). */
@Controller('api/agent/sessions')
export class SessionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly scopes: ResourceScopes,
  ) {}

  @Post()
  @Operation({
    id: 'registerAgentSession',
    action: 'sessions.register',
    summary: 'Register an agent session',
    right: 'agent',
    bound: 'filtered',
    validationStatus: 422,
    body: { type: RegisterAgentSessionBody, required: true },
    success: { status: 201, type: { session: AgentSession } },
    failures: [404, 409, 422, 500, 503],
  })
  async register(
    @RequestBody() body: RegisterAgentSessionBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ session: AgentSession }> {
    const scope = sessionScopeOf(caller);
    // Before the lane is asked, which answers sooner for what it remembers.
    if (body.workspace !== undefined) await this.scopes.require(caller, 'workspace', body.workspace);
    const session = { ...body, principal_ref: caller.principal.ref, scope };
    const { result, position } = await this.commands.execute(new RegisterSession(session, context));
    reply.at(position);
    return { session: showSession(result) };
  }

  @Get()
  @Operation({
    id: 'listAgentSessions',
    action: 'sessions.list',
    summary: 'List agent sessions, newest first',
    right: 'read',
    bound: 'filtered',
    validationStatus: 422,
    query: ListAgentSessionsQuery,
    success: { status: 200, type: { sessions: [AgentSession] } },
    failures: [404, 422, 500, 503],
  })
  async list(
    @QueryInput() query: ListAgentSessionsQuery,
    @CurrentCaller() caller: Caller,
    @Reply() reply: Answer,
  ): Promise<{ sessions: AgentSession[] }> {
    const { rows, next } = await this.queries.execute(new ListSessions(query, sessionScopeOf(caller)));
    if (next !== undefined) reply.header('x-next-cursor', next);
    return { sessions: [...rows] };
  }

  @Get(':id')
  @Operation({
    id: 'getAgentSession',
    action: 'sessions.get',
    summary: 'Get one agent session',
    right: 'read',
    validationStatus: 422,
    success: { status: 200, type: { session: AgentSession } },
    failures: [404, 422, 500, 503],
  })
  async get(
    @PathId('id', 'Session id', 'session') id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<{ session: AgentSession }> {
    return { session: await this.queries.execute(new GetSession(id, sessionScopeOf(caller))) };
  }

  @Post(':id/heartbeat')
  @Operation({
    id: 'heartbeatAgentSession',
    action: 'sessions.heartbeat',
    summary: 'Say that an agent session is alive',
    right: 'agent',
    validationStatus: 422,
    success: { status: 200, type: { session: AgentSession } },
    failures: [404, 409, 422, 500, 503],
  })
  async heartbeat(
    @PathId('id', 'Session id', 'session') id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<{ session: AgentSession }> {
    return { session: await this.queries.execute(new HeartbeatSession(id, sessionScopeOf(caller))) };
  }

  @Post(':id/stop')
  @Operation({
    id: 'stopAgentSession',
    action: 'sessions.stop',
    summary: 'Stop an agent session; its leased run goes back to the queue',
    right: 'agent',
    validationStatus: 422,
    body: { type: StopAgentSessionBody, required: false },
    success: { status: 200, description: 'Stopped, now or before', type: { session: AgentSession } },
    failures: [404, 409, 422, 500, 503],
  })
  async stop(
    @PathId('id', 'Session id', 'session') id: string,
    @RequestBody() body: StopAgentSessionBody,
    @CurrentCaller() caller: Caller,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ session: AgentSession }> {
    const scope = sessionScopeOf(caller);
    const stop = new StopSession({ session_id: id, reason: body.reason, scope }, context);
    const { position } = await this.commands.execute(stop);
    reply.at(position);
    return { session: await this.queries.execute(new GetSession(id, scope)) };
  }
}
