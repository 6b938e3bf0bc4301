import { QueryBoolean, QueryEnum, QueryInteger, QueryText } from '../../http/parsing/query-field.js';
import { OWNER_KINDS, type OwnerKind, type Scope, SCOPES } from '../../tasks/domain/vocabulary.js';
import { type Lane, LANES } from '../domain/vocabulary.js';

/** Query of getTaskInbox (`views.md` 2.1). */
export class TaskInboxQuery {
  @QueryEnum(SCOPES, { description: 'Filter by task scope' }) scope?: Scope;
  @QueryText({ description: 'Filter by workspace id, name or path; together with scope=workspace' }) workspace?: string;
  @QueryEnum(OWNER_KINDS, { description: 'Filter by owner kind' }) owner_kind?: OwnerKind;
  @QueryText({ description: 'Filter by owner reference' }) owner_ref?: string;
  @QueryEnum(LANES, { description: 'Only this lane' }) lane?: Lane;
  @QueryBoolean({ description: 'Only what is unread' }) unread?: boolean;
  @QueryText({ description: 'Substring of title or identifier, without regard to case' }) query?: string;
  @QueryInteger({ min: 0, description: 'Items of each lane; absent, 0 or more than 500 means 500' }) limit?: number;
}
