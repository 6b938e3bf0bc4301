import { Text, Timestamp } from '../../http/schemas/properties.js';

/** A workspace (`registries.md` 1). */
export class Workspace {
  @Text() id: string;
  @Text({ description: 'Unique without regard to case' }) name: string;
  @Text({ optional: true, description: 'Absolute path, kept as text' }) path?: string;
  @Timestamp() created_at: string;
  @Timestamp() updated_at: string;
}
