import { Flag, Text, Timestamp, Word } from '../../http/schemas/properties.js';
import { type Scope, SCOPES } from '../../tasks/domain/vocabulary.js';
import { BRIDGE_STATUSES, type BridgeStatus } from '../domain/vocabulary.js';

/** A place that notifications are sent to (`registries.md` 3). */
export class Bridge {
  @Text() id: string;
  @Text({ description: 'Unique among all bridges without regard to case' }) name: string;
  @Word(SCOPES) scope: Scope;
  @Text({ optional: true }) workspace_id?: string;
  @Text({ description: 'Where messages are posted to' }) endpoint_url: string;
  @Flag() enabled: boolean;
  @Flag({ description: 'Whether messages count as delivered without being sent' }) notification_suppress: boolean;
  @Word(BRIDGE_STATUSES, {
    description: 'error after 10 failed deliveries in a row, until one succeeds or the bridge is updated',
  })
  status: BridgeStatus;
  @Timestamp() created_at: string;
  @Timestamp() updated_at: string;
}
