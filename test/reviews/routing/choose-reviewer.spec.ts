import fc from 'fast-check';
import {
  bestReviewers,
  mayReview,
  type ReviewCandidate,
  reviewerScore,
  type ReviewSelectors,
  type WantedReviewer,
} from '../../../src/reviews/domain/decide/choose-reviewer.js';

const ADA: ReviewCandidate = { session_id: 's-1', agent_name: 'ada', channel: 'reviews', capabilities: ['sql', 'ts'] };
const BOB: ReviewCandidate = { session_id: 's-2', agent_name: 'bob', channel: null, capabilities: [] };
const ALL = [BOB, ADA];

const wanted = (selectors: ReviewSelectors = {}, more: Partial<WantedReviewer> = {}): WantedReviewer => ({
  selectors,
  excluded_session_ids: [],
  excluded_agent_names: [],
  ...more,
});

/** The sessions that may review, the best first. */
const chosen = (question: WantedReviewer, candidates = ALL) =>
  bestReviewers(candidates, question, candidates.length).map(({ session_id }) => session_id);

it('without selectors whoever is there may review, and the first id is the first choice', () => {
  expect(chosen(wanted())).toEqual(['s-1', 's-2']);
  expect(chosen(wanted(), [])).toEqual([]);
});

it.each<[string, WantedReviewer, string[]]>([
  ['the session that did the work', wanted({}, { excluded_session_ids: ['s-1'] }), ['s-2']],
  ['another session of its agent', wanted({}, { excluded_agent_names: ['bob'] }), ['s-1']],
  ['one that is wanted by name and did the work', wanted({ agent_name: 'ada' }, { excluded_agent_names: ['ada'] }), []],
])('excluded is %s', (_name, question, expected) => {
  expect(chosen(question)).toEqual(expected);
});

it.each<[string, ReviewSelectors, string[]]>([
  ['an agent by name', { agent_name: 'bob' }, ['s-2']],
  ['an agent by a name of other letters', { agent_name: 'Bob' }, []],
  ['agents', { allowed_agent_names: ['ada', 'eve'] }, ['s-1']],
  ['channels', { allowed_channel_ids: ['reviews'] }, ['s-1']],
  ['peers, which no session has', { allowed_peer_ids: ['p'] }, []],
  ['one capability', { required_capabilities: ['sql'] }, ['s-1']],
  ['all capabilities', { required_capabilities: ['sql', 'go'] }, []],
  [
    'what empty lists demand',
    { allowed_agent_names: [], allowed_channel_ids: [], allowed_peer_ids: [] },
    ['s-1', 's-2'],
  ],
  ['all of it', { agent_name: 'ada', allowed_channel_ids: ['reviews'], required_capabilities: ['ts'] }, ['s-1']],
])('demanded are %s', (_name, selectors, expected) => {
  expect(chosen(wanted(selectors))).toEqual(expected);
});

it.each<[string, ReviewSelectors, number, number]>([
  ['nothing', {}, 0, 0],
  ['an agent', { preferred_agent_names: ['bob', 'eve'] }, 0, 4],
  ['an agent that is also demanded, once', { agent_name: 'ada', preferred_agent_names: ['ada'] }, 4, 0],
  ['a channel', { preferred_channel_ids: ['reviews'] }, 2, 0],
  ['a peer, which no session has', { preferred_peer_ids: ['p'] }, 0, 0],
  ['capabilities', { preferred_capabilities: ['sql', 'ts'] }, 1, 0],
  ['capabilities of which one is missing', { preferred_capabilities: ['sql', 'go'] }, 0, 0],
  ['no capabilities, which all have', { preferred_capabilities: [] }, 0, 0],
  [
    'all of it',
    { preferred_agent_names: ['ada'], preferred_channel_ids: ['reviews'], preferred_capabilities: ['ts'] },
    7,
    0,
  ],
])('preferred is %s', (_name, selectors, ada, bob) => {
  expect([reviewerScore(ADA, selectors), reviewerScore(BOB, selectors)]).toEqual([ada, bob]);
});

it('the best comes before whose id is first', () => {
  expect(chosen(wanted({ preferred_agent_names: ['bob'], preferred_channel_ids: ['reviews'] }))).toEqual([
    's-2',
    's-1',
  ]);
});

describe('at random', () => {
  const agent = fc.constantFrom('ada', 'bob', 'eve');
  const channel = fc.constantFrom('reviews', 'other');
  const capability = fc.constantFrom('sql', 'ts', 'go');
  const some = (one: fc.Arbitrary<string>) => fc.uniqueArray(one, { maxLength: 3 });
  const candidates = fc.uniqueArray(
    fc.record<ReviewCandidate>({
      session_id: fc.integer({ min: 0, max: 99 }).map((n) => `s-${n}`),
      agent_name: agent,
      channel: fc.option(channel),
      capabilities: some(capability),
    }),
    { selector: ({ session_id }) => session_id, maxLength: 12 },
  );
  const selectors: fc.Arbitrary<ReviewSelectors> = fc.record(
    {
      agent_name: agent,
      allowed_agent_names: some(agent),
      allowed_channel_ids: some(channel),
      allowed_peer_ids: fc.constantFrom([], [], [], ['p']),
      required_capabilities: some(capability),
      preferred_agent_names: some(agent),
      preferred_channel_ids: some(channel),
      preferred_peer_ids: some(fc.constant('p')),
      preferred_capabilities: some(capability),
    },
    { requiredKeys: [] },
  );
  const question: fc.Arbitrary<WantedReviewer> = fc.record({
    selectors,
    excluded_session_ids: fc.array(
      fc.integer({ min: 0, max: 99 }).map((n) => `s-${n}`),
      { maxLength: 3 },
    ),
    excluded_agent_names: fc.array(agent, { maxLength: 1 }),
  });

  it('the chosen one is never excluded, and nobody who may review is better, or as good with an earlier id', () => {
    fc.assert(
      fc.property(candidates, question, (all, asked) => {
        const best = bestReviewers(all, asked, 1)[0];
        const eligible = all.filter((candidate) => mayReview(candidate, asked));
        expect(best === undefined).toBe(eligible.length === 0);
        if (!best) return;
        expect(asked.excluded_session_ids).not.toContain(best.session_id);
        expect(asked.excluded_agent_names).not.toContain(best.agent_name);
        const score = reviewerScore(best, asked.selectors);
        for (const other of eligible) {
          const its = reviewerScore(other, asked.selectors);
          expect(its < score || (its === score && best.session_id <= other.session_id)).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('is the same whatever the order of the candidates, and whatever the pages that they are read in', () => {
    fc.assert(
      fc.property(candidates, question, fc.integer({ min: 1, max: 5 }), (all, asked, limit) => {
        const once = bestReviewers(all, asked, limit);
        expect(bestReviewers(all.toReversed(), asked, limit)).toEqual(once);
        let paged: readonly ReviewCandidate[] = [];
        for (let at = 0; at < all.length; at += 2) {
          paged = bestReviewers([...paged, ...all.slice(at, at + 2)], asked, limit);
        }
        expect(paged).toEqual(once);
      }),
    );
  });
});
