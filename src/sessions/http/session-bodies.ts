import {
  CapabilityListField,
  ChannelField,
  IdField,
  IntegerField,
  TextField,
} from '../../http/parsing/fields/index.js';
import { QueryEnum, QueryInteger, QueryText } from '../../http/parsing/query-field.js';
import { SESSION_STATES } from './session-schema.js';

/** Longest name of an agent, session, provider or model, in characters. */
const NAME = 128;
const CAPABILITIES = 100;

/** An agent name is sent in a header with every call, which takes no control characters. */
const HEADER_TEXT = /^[^\p{Cc}]*$/u;

/** Body of `registerAgentSession`. */
export class RegisterAgentSessionBody {
  @TextField({ required: true, max: NAME, pattern: HEADER_TEXT, patternWords: 'free of control characters' })
  agent_name: string;

  @TextField({ max: 512, description: 'Workspace id, name or path' })
  workspace?: string;

  @ChannelField({ description: 'Network channel whose runs it takes' })
  channel?: string;

  @TextField({ max: NAME, freeText: true })
  name?: string;

  @TextField({ max: NAME })
  provider?: string;

  @TextField({ max: NAME })
  model?: string;

  @CapabilityListField({ max: CAPABILITIES, description: 'What it offers beyond what a claim says' })
  capabilities?: string[];

  @IntegerField({
    min: 10,
    max: 86_400,
    default: 300,
    description: 'Seconds that it may go unseen before it is stopped',
  })
  ttl_seconds?: number;

  @IdField({ description: 'Id to be; drawn when not given' })
  session_id?: string;
}

/** Body of `stopAgentSession`. */
export class StopAgentSessionBody {
  @TextField({ max: 4_096, freeText: true, description: 'Why, for people' })
  reason?: string;
}

/** Query of `listAgentSessions`. */
export class ListAgentSessionsQuery {
  @QueryEnum(SESSION_STATES, { description: 'Filter by state' })
  state?: (typeof SESSION_STATES)[number];

  @QueryText({ description: 'Filter by workspace id, name or path' })
  workspace?: string;

  @QueryText({ description: 'Filter by agent name' })
  agent_name?: string;

  @QueryInteger({ min: 0, description: 'Sessions at most; 0 and anything above 500 mean 500' })
  limit?: number;

  @QueryText({ description: 'X-Next-Cursor of the page before' })
  cursor?: string;
}
