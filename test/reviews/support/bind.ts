import type { Review } from '../../../src/client/types.js';
import { Lane } from '../../../src/ledger/lane/lane.js';
import { reviewStream } from '../../../src/reviews/domain/review-stream.js';
import type { TestApp } from '../../support/test-app.js';
import { CONTEXT } from '../../tasks/support/plant-tree.js';

/** Gives the review to a session, as routing does where it finds one (`reviews.md` A.8). */
export async function bound({ app }: TestApp, { review_id }: Review, sessionId: string): Promise<void> {
  await app.get(Lane).execute({
    name: 'doctor_review',
    context: CONTEXT,
    execute: async (unit) => {
      await unit.load(reviewStream, review_id);
      const reviewer = { session_id: sessionId, agent_name: 'critic', peer_id: 'peer', channel_id: 'channel' };
      unit.append(reviewStream, review_id, [{ type: 'review.bound', data: reviewer }]);
    },
  });
}
