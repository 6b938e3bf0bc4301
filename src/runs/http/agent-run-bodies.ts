import {
  BooleanField,
  CapabilityListField,
  IntegerField,
  JsonField,
  NumberField,
  ObjectField,
  ObjectListField,
  StringListField,
  TextField,
} from '../../http/parsing/fields/index.js';
import type { Json } from '../../ledger/event.js';

/** A lease lasts this long unless the caller says otherwise, in seconds (`runs.md` 0.2). */
export const DEFAULT_LEASE_SECONDS = 300;
const MAX_LEASE_SECONDS = 86_400;
/** Bytes of a result and of failure metadata (`runs.md` 0.2). */
const RESULT_BYTES = 65_536;

/** Body of claimNextAgentTask (`runs.md` 3.4.1). */
export class ClaimNextBody {
  @TextField({ max: 512 }) workspace_id?: string;
  @CapabilityListField({ max: 100, description: 'What the caller can do, beyond its session' })
  required_capabilities?: string[];
  @IntegerField({ min: 0 }) priority_min?: number;
  @IntegerField({ min: 0, max: MAX_LEASE_SECONDS, description: '0 or absent: 300 seconds' }) lease_seconds?: number;
  @BooleanField({ description: 'Wait for work instead of answering 204 at once' }) wait?: boolean;
  @TextField({ max: 256 }) idempotency_key?: string;
}

/** What every write of a lease's holder may say of the lease it means; another lease is then refused. */
class HolderBody {
  @TextField({ max: 128, description: 'The claim_token_hash of the claim: fences two processes of one session' })
  claim_token_hash?: string;
}

/** Body of heartbeatAgentTaskRun (`runs.md` 3.5). */
export class HeartbeatBody extends HolderBody {
  @IntegerField({ min: 0, max: MAX_LEASE_SECONDS, description: '0 or absent: 300 seconds' }) lease_seconds?: number;
}

/** Body of completeAgentTaskRun (`runs.md` 3.7). */
export class CompleteBody extends HolderBody {
  @JsonField({ maxBytes: RESULT_BYTES }) result?: Json;
}

/** Body of failAgentTaskRun (`runs.md` 3.8). */
export class FailBody extends HolderBody {
  @TextField({ required: true, maxBytes: RESULT_BYTES, freeText: true }) error: string;
  @JsonField({ maxBytes: RESULT_BYTES }) metadata?: Json;
}

/** Body of releaseAgentTaskRun (`runs.md` 3.9). */
export class ReleaseBody extends HolderBody {
  @TextField({ max: 4096, freeText: true }) reason?: string;
}

class ActionBody {
  @TextField({ required: true, max: 200, freeText: true }) name: string;
  @JsonField({ maxBytes: RESULT_BYTES }) params?: Json;
  @BooleanField() is_done?: boolean;
  @BooleanField() success?: boolean;
  @TextField({ maxBytes: RESULT_BYTES, freeText: true }) extracted_content?: string;
  @TextField({ maxBytes: RESULT_BYTES, freeText: true }) error?: string;
  @BooleanField() include_in_memory?: boolean;
}

class StepBody {
  @IntegerField({ required: true, min: 0, max: 1_000_000 }) index: number;
  @TextField({ required: true, max: 4000, freeText: true }) description: string;
  @ObjectListField(() => ActionBody, { max: 200 }) actions?: ActionBody[];
}

class UsageBody {
  @IntegerField({ min: 0 }) input_tokens?: number;
  @IntegerField({ min: 0 }) output_tokens?: number;
  @NumberField({ min: 0 }) total_cost?: number;
  @TextField({ max: 16 }) cost_currency?: string;
  @IntegerField({ min: 0 }) tool_calls?: number;
  @IntegerField({ min: 0 }) turns?: number;
}

/** Body of reportAgentTaskRunProgress (`http.md` 11.7, `registries.md` 6). */
export class ProgressBody extends HolderBody {
  @ObjectListField(() => StepBody, { max: 50 }) steps?: StepBody[];
  @StringListField({ max: 50, itemMax: 2000, refuseBlank: false, freeText: true }) log?: string[];
  @ObjectField(() => UsageBody) usage?: UsageBody;
}
