import { Text, Timestamp, Word, WordList } from '../../http/schemas/properties.js';
import { FRONTS, type Front, ROLES, type Role } from '../domain/vocabulary.js';

/** An API key (`registries.md` 5). */
export class ApiKey {
  @Text() id: string;
  @Text() label: string;
  @Word(ROLES) role: Role;
  @Text({ description: 'Whom its callers are recorded as' }) principal_ref: string;
  @Text({ optional: true, description: 'The one workspace that it sees and touches' }) workspace_id?: string;
  @WordList(FRONTS, { optional: true, description: 'Compatibility fronts that it is meant for' }) fronts?: Front[];
  @Timestamp() created_at: string;
  @Timestamp({ optional: true, description: 'Written at most once a minute' }) last_used_at?: string;
  @Timestamp({ optional: true }) expires_at?: string;
  @Timestamp({ optional: true, description: 'When it was revoked' }) disabled_at?: string;
}

/** An API key in the one answer that shows its secret. */
export class ApiKeyWithSecret extends ApiKey {
  @Text({ description: 'Shown this once' }) secret: string;
}
