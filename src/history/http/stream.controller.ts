import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../http/identity/caller.js';
import { CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { ResourceScopes } from '../../http/identity/resource-scopes.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { QueryInput } from '../../http/parsing/input.decorators.js';
import { QueryInteger, QueryText, QueryWords } from '../../http/parsing/query-field.js';
import { StreamFrame } from '../../http/schemas/index.js';
import { Rejection } from '../../ledger/rejection.js';
import { WorkspaceScopes } from '../../tasks/http/workspace-scopes.js';
import { ACTOR_KINDS } from '../../tasks/domain/vocabulary.js';
import { type EventFilter, SHOWN_EVENT_TYPES } from '../views/event-filter.js';
import { StreamSources } from '../views/stream-sources.js';
import { openStream, startOf } from './open-stream.js';
import { OpenStreams } from './open-streams.js';

/** No actor has it: events caused by it are none. */
const NOBODY = { kind: 'agent_session', ref: '' } as const;

class EventsQuery {
  @QueryInteger({ min: 0, description: 'Only events above this sequence; Last-Event-ID wins' }) after_sequence?: number;
  @QueryText({ description: 'Only events of tasks of this workspace: its id, name or path' }) workspace?: string;
  @QueryWords(SHOWN_EVENT_TYPES, { description: 'Only events of these types: repeated, or separated by commas' })
  type?: string[];
  @QueryText({ description: 'Only events caused by this actor, kind:ref, or by any actor of this kind' })
  actor?: string;
}

/** What happens to all tasks, live: for dashboards, beside the streams of single tasks (`views.md` 5). */
@Controller('api/stream')
export class StreamController {
  constructor(
    private readonly workspaces: WorkspaceScopes,
    private readonly resources: ResourceScopes,
    private readonly sources: StreamSources,
    private readonly streams: OpenStreams,
  ) {}

  @Get()
  @Operation({
    id: 'streamEvents',
    action: 'tasks.stream_events',
    summary: 'Follow the events of all tasks',
    right: 'read',
    bound: 'filtered',
    validationStatus: 422,
    query: EventsQuery,
    success: { status: 200, description: 'Task event stream', type: StreamFrame, mediaType: 'text/event-stream' },
    failures: [404, 422, 500, 503],
  })
  async stream(
    @QueryInput() query: EventsQuery,
    @CurrentCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const after = startOf(request, query.after_sequence);
    const actor = await this.visibleActor(actorOf(query.actor), caller);
    const workspaceId = await this.workspaces.ofFilter({ workspace: query.workspace }, caller);
    const source = this.sources.ofAll({ workspaceId, types: query.type, actor });
    await this.streams.feed(openStream(request, reply), source, after, caller);
  }

  /** Sessions elsewhere have no name in what a bound key sees; asked for by name they have done nothing either. */
  private async visibleActor(actor: EventFilter['actor'], caller: Caller): Promise<EventFilter['actor']> {
    if (actor?.kind !== 'agent_session' || actor.ref === undefined) return actor;
    return (await this.resources.isVisible(caller, 'session', actor.ref)) ? actor : NOBODY;
  }
}

/** `kind:ref`, or `kind` alone. */
function actorOf(text: string | undefined): EventFilter['actor'] {
  if (text === undefined) return undefined;
  const [, word = '', ref] = /^([^:]*)(?::(.+))?$/s.exec(text) ?? [];
  const kind = ACTOR_KINDS.find((known) => known === word.trim().toLowerCase());
  if (kind) return { kind, ref: ref?.trim() };
  throw new Rejection('invalid_query', `stream_events.actor must be kind:ref or kind, of ${ACTOR_KINDS.join(', ')}`);
}
