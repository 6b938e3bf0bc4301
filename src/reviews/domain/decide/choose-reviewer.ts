import type { ExecutionProfileDocument } from '../../../tasks/domain/execution-profile.js';

export type ReviewSelectors = ExecutionProfileDocument['review'];

/** An active session of the workspace, as far as it matters to reviews. */
export interface ReviewCandidate {
  readonly session_id: string;
  readonly agent_name: string;
  readonly channel: string | null;
  readonly capabilities: readonly string[];
}

/** Who is to review (`reviews.md` A.9). */
export interface WantedReviewer {
  /** The `review` section of the task's execution profile. */
  readonly selectors: ReviewSelectors;
  /** The sessions that did the work or asked for the review, and the names of their agents. */
  readonly excluded_session_ids: readonly string[];
  readonly excluded_agent_names: readonly string[];
}

const PREFERRED_AGENT = 4;
const PREFERRED_CHANNEL = 2;
const PREFERRED_CAPABILITIES = 1;

/**
 * Those who may review, the best first, at most `limit` of them. The order is total: by score, then by session id.
 * Sessions have no peer here, so that none is preferred for its peer.
 */
export function bestReviewers(
  candidates: readonly ReviewCandidate[],
  wanted: WantedReviewer,
  limit: number,
): readonly ReviewCandidate[] {
  const scored = candidates
    .filter((candidate) => mayReview(candidate, wanted))
    .map((candidate) => ({ candidate, score: reviewerScore(candidate, wanted.selectors) }));
  scored.sort((a, b) => b.score - a.score || (a.candidate.session_id < b.candidate.session_id ? -1 : 1));
  return scored.slice(0, limit).map(({ candidate }) => candidate);
}

/** Neither worker nor requester, and all that the selectors demand. Where they allow peers they allow nobody here. */
export function mayReview(
  { session_id, agent_name, channel, capabilities }: ReviewCandidate,
  { selectors, excluded_session_ids, excluded_agent_names }: WantedReviewer,
): boolean {
  return (
    !excluded_session_ids.includes(session_id) &&
    !excluded_agent_names.includes(agent_name) &&
    (selectors.agent_name === undefined || selectors.agent_name === agent_name) &&
    allows(selectors.allowed_agent_names, agent_name) &&
    allows(selectors.allowed_channel_ids, channel) &&
    allows(selectors.allowed_peer_ids, null) &&
    hasAll(capabilities, selectors.required_capabilities ?? [])
  );
}

/** How well a session that may review suits: 7 at most. */
export function reviewerScore(
  { agent_name, channel, capabilities }: ReviewCandidate,
  { preferred_capabilities = [], ...selectors }: ReviewSelectors,
): number {
  const agent = selectors.agent_name === agent_name || names(selectors.preferred_agent_names, agent_name);
  const skilled = preferred_capabilities.length > 0 && hasAll(capabilities, preferred_capabilities);
  return (
    (agent ? PREFERRED_AGENT : 0) +
    (names(selectors.preferred_channel_ids, channel) ? PREFERRED_CHANNEL : 0) +
    (skilled ? PREFERRED_CAPABILITIES : 0)
  );
}

/** A list that is empty or absent allows everybody. */
function allows(list: readonly string[] | undefined, value: string | null): boolean {
  return list === undefined || list.length === 0 || names(list, value);
}

function names(list: readonly string[] | undefined, value: string | null): boolean {
  return value !== null && list?.includes(value) === true;
}

function hasAll(capabilities: readonly string[], demanded: readonly string[]): boolean {
  return demanded.every((capability) => capabilities.includes(capability));
}
