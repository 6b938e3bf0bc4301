import { QueryChannel, QueryEnum, QueryText } from '../../http/parsing/query-field.js';
import {
  ORIGIN_KINDS,
  type OriginKind,
  OWNER_KINDS,
  type OwnerKind,
  type Scope,
  SCOPES,
} from '../../tasks/domain/vocabulary.js';

/** Query of getTaskDashboard (`views.md` 1.1). */
export class TaskDashboardQuery {
  @QueryEnum(SCOPES, { description: 'Filter by task scope' }) scope?: Scope;
  @QueryText({ description: 'Filter by workspace id, name or path; together with scope=workspace' }) workspace?: string;
  @QueryEnum(OWNER_KINDS, { description: 'Filter by owner kind' }) owner_kind?: OwnerKind;
  @QueryText({ description: 'Filter by owner reference' }) owner_ref?: string;
  @QueryChannel({ description: 'Filter by network channel, of the task and of its runs' }) network_channel?: string;
  @QueryEnum(ORIGIN_KINDS, { description: 'Filter by origin kind, of the task and of its runs' })
  origin_kind?: OriginKind;
}
