import { ApiProperty } from '../../http/openapi/decorators.js';
import { JsonField, StringListField, TextField } from '../../http/parsing/fields/index.js';
import type { Json } from '../../ledger/event.js';

/** Bytes of the metadata of a force operation (`runs.md` 0.2). */
const METADATA_BYTES = 16_384;
/** Characters of a reason. */
const REASON = 4_096;
/** Characters of a run id in a list. */
const RUN_ID = 256;

/** Body of forceReleaseTaskRun (`runs.md` 3.16). */
export class ForceReleaseBody {
  @TextField({ max: REASON, freeText: true, description: 'Why, for people' }) reason?: string;
  @JsonField({ maxBytes: METADATA_BYTES, description: 'Checked, and kept nowhere' }) metadata?: Json;
}

/** Body of forceFailTaskRun (`runs.md` 3.17). The reason is required; that it is there is asked apart from these rules. */
export class ForceFailBody {
  @ApiProperty({ required: true })
  @TextField({ max: REASON, freeText: true, description: "Why, for people; becomes the run's error" })
  reason?: string;

  @JsonField({ maxBytes: METADATA_BYTES, description: 'Kept with the event' }) metadata?: Json;
}

/** Body of retryTaskRun (`runs.md` 3.18). */
export class RetryRunBody {
  @JsonField({ maxBytes: METADATA_BYTES, description: "The new run's; that of the source is not copied" })
  metadata?: Json;
}

/** Body of recoverTaskRun (`runs.md` 3.19). */
export class RecoverRunBody {
  @TextField({ max: REASON, freeText: true, description: 'Why, for people; becomes the error of the run given up' })
  reason?: string;

  @JsonField({ maxBytes: METADATA_BYTES, description: "The new run's" }) metadata?: Json;
}

/** Body of bulkForceReleaseTaskRuns (`runs.md` 3.20). That there are not too many ids is asked before these rules. */
export class BulkForceReleaseBody {
  @StringListField({ required: true, min: 1, itemMax: RUN_ID, description: 'At most 50; repeated ones count once' })
  run_ids: string[];

  @TextField({ max: REASON, freeText: true, description: 'Why, for people' }) reason?: string;
  @JsonField({ maxBytes: METADATA_BYTES, description: 'Checked, and kept nowhere' }) metadata?: Json;
}

/** Body of bulkForceFailTaskRuns (`runs.md` 3.20); as in `ForceFailBody` the reason must be there, though the contract does not say so. */
export class BulkForceFailBody {
  @StringListField({ required: true, min: 1, itemMax: RUN_ID, description: 'At most 50; repeated ones count once' })
  run_ids: string[];

  @TextField({ max: REASON, freeText: true, description: "Required. Why, for people; becomes the runs' error" })
  reason?: string;

  @JsonField({ maxBytes: METADATA_BYTES, description: 'Kept with each event' }) metadata?: Json;
}
