import { ApiProperty } from '../../http/openapi/decorators.js';
import { JsonField, TextField } from '../../http/parsing/fields/index.js';
import type { Json } from '../../ledger/event.js';

/** Bytes of the metadata of a pause or resume, and of a cancellation (`tasks.md` 1.3). */
const METADATA_BYTES = 16_384;
const CANCEL_METADATA_BYTES = 65_536;

/** Body of cancelTask (`tasks.md` 6.9). */
export class CancelTaskBody {
  @TextField({ freeText: true, description: 'Why, for people' }) reason?: string;
  @JsonField({ maxBytes: CANCEL_METADATA_BYTES, description: 'At most 64 KiB together with the reason' })
  metadata?: Json;
}

/** Body of pauseTask (`tasks.md` 6.10). The reason is required; that it is there is asked apart from these rules. */
export class PauseTaskBody {
  @ApiProperty({ required: true })
  @TextField({ max: 4_096, freeText: true, description: 'Why, for people' })
  reason?: string;

  @JsonField({ maxBytes: METADATA_BYTES }) metadata?: Json;
}

/** Body of resumeTask (`tasks.md` 6.10). */
export class ResumeTaskBody {
  @JsonField({ maxBytes: METADATA_BYTES }) metadata?: Json;
}
