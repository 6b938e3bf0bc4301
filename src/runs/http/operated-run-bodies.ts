import { JsonField, TextField } from '../../http/parsing/fields/index.js';
import type { Json } from '../../ledger/event.js';

/** Bytes of a result, of the metadata of a failure or cancellation, and of the words for people (`runs.md` 0.2). */
const RESULT_BYTES = 65_536;

/** Body of claimTaskRun and startTaskRun (`runs.md` 3.10, 3.11). */
export class RunKeyBody {
  @TextField({ max: 256, description: 'Required of agent sessions; not kept' }) idempotency_key?: string;
}

/** Body of attachTaskRunSession (`runs.md` 3.12). */
export class AttachSessionBody {
  @TextField({ required: true, max: 128 }) session_id: string;
}

/** Body of completeTaskRun (`runs.md` 3.13). */
export class CompleteRunBody {
  @JsonField({ maxBytes: RESULT_BYTES }) result?: Json;
}

/** Body of failTaskRun (`runs.md` 3.14). */
export class FailRunBody {
  @TextField({ required: true, maxBytes: RESULT_BYTES, freeText: true }) error: string;
  @JsonField({ maxBytes: RESULT_BYTES, description: 'For the event alone' }) metadata?: Json;
}

/** Body of cancelTaskRun (`runs.md` 3.15). */
export class CancelRunBody {
  @TextField({ maxBytes: RESULT_BYTES, freeText: true, description: 'Why, for people' }) reason?: string;
  @JsonField({ maxBytes: RESULT_BYTES, description: 'For the event alone' }) metadata?: Json;
}
