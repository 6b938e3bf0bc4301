import {
  EnumField,
  IntegerField,
  JsonField,
  NumberField,
  ObjectField,
  TextField,
  TimestampField,
} from '../../http/parsing/fields/index.js';
import { QueryEnum, QueryInteger, QueryText } from '../../http/parsing/query-field.js';
import type { Json } from '../../ledger/event.js';
import {
  REVIEW_OUTCOMES,
  REVIEW_POLICIES,
  REVIEW_STATUSES,
  type ReviewOutcome,
  type ReviewPolicy,
  type ReviewStatus,
} from '../../tasks/domain/vocabulary.js';

/** Bytes of names, of a reason, of guidance, of a review's text and of the list of missing work (`reviews.md` A.1, A.7). */
const NAME_BYTES = 256;
const REASON_BYTES = 4_096;
const GUIDANCE_BYTES = 8_192;
const TEXT_BYTES = 65_536;

/** The largest number that a column of the view holds. */
const MOST = 2_147_483_647;

/** Body of requestTaskRunReview (`reviews.md` A.4). */
export class RequestReviewBody {
  @TextField({ maxBytes: NAME_BYTES, description: 'The run of the path, if named' }) run_id?: string;
  @TextField({ maxBytes: NAME_BYTES, description: "The run's task, if named" }) task_id?: string;
  @EnumField(REVIEW_POLICIES, { default: 'always', description: 'Which ends of the run it is for; none is refused' })
  policy?: ReviewPolicy;
  @IntegerField({ min: 0, max: MOST, description: 'From 1; 0 counts as 1' }) review_round?: number;
  @IntegerField({ min: 0, max: MOST, description: 'Of the review, from 1; 0 counts as 1' }) attempt?: number;
  @TextField({ maxBytes: NAME_BYTES }) parent_review_id?: string;
  @TextField({ maxBytes: REASON_BYTES, freeText: true }) reason?: string;
  @TimestampField({ description: 'For people: nothing enforces it' }) deadline_at?: string;
}

/** The verdict in the body of submitTaskRunReviewVerdict (`reviews.md` A.7). */
class VerdictBody {
  @EnumField(REVIEW_OUTCOMES, { required: true }) outcome: ReviewOutcome;
  @NumberField({ required: true, min: 0, max: 1 }) confidence: number;
  @TextField({ required: true, maxBytes: REASON_BYTES, freeText: true }) reason: string;
  @TextField({ required: true, maxBytes: NAME_BYTES, description: "The caller's own id of this verdict" })
  delivery_id: string;
  @JsonField({ maxBytes: TEXT_BYTES, description: 'An array of texts: what is missing' }) missing_work?: Json;
  @TextField({ maxBytes: GUIDANCE_BYTES, freeText: true }) next_round_guidance?: string;
  @TextField({ maxBytes: TEXT_BYTES, freeText: true }) review_text?: string;
}

/** Body of submitTaskRunReviewVerdict (`reviews.md` A.7). */
export class SubmitVerdictBody {
  @TextField({ required: true, maxBytes: NAME_BYTES, description: 'The reviewed run' }) run_id: string;
  @ObjectField(() => VerdictBody, { required: true }) verdict: VerdictBody;
}

/** Query of both lists of reviews (`reviews.md` A.5). */
export class ListReviewsQuery {
  @QueryEnum(REVIEW_STATUSES, { description: 'Filter by review status' }) status?: ReviewStatus;
  @QueryText({ description: 'Filter by reviewer session id' }) reviewer_session_id?: string;
  @QueryInteger({ min: 0, description: 'Maximum number of records to return' }) limit?: number;
  @QueryText({ description: 'X-Next-Cursor of the page before' }) cursor?: string;
}
