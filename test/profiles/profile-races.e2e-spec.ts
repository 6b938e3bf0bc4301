/** Execution profiles that are changed while others change them, or claim. */
import type { ExecutionProfile, TimelineItem } from '../../src/client/types.js';
import { makePlace, timelineOf } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { profileOf, putProfile } from './support/profiles.js';

const ROUNDS = 20;
const CALLERS = 8;

jest.setTimeout(120_000);

let first: TestApp;
let second: TestApp;

/** Two instances on one ledger: who meets whom is settled by the database, not by one process. */
beforeAll(async () => {
  first = await startTestApp();
  second = await startTestApp({ database: first.database });
});

afterAll(async () => {
  await second.close();
  await first.close();
});

const typesOf = async (taskId: string) => (await timelineOf(first.api, taskId)).map(({ event_type }) => event_type);
const place = (types: readonly TimelineItem['event_type'][], type: string) => types.indexOf(type);

it('a change is before the claim, or refused; and a claim after it keeps to it', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { queued, agent } = await makePlace(first.api);
    const [{ task, run }, ada] = [await queued(), await agent()];
    const body = { worker: { agent_name: round % 2 === 0 ? 'ada' : 'bob' } };
    const [put, claim] = await Promise.all([putProfile(second.api, task.id, body), ada.claimNext()]);
    const types = await typesOf(task.id);
    const [stored, claimed] = [place(types, 'task.execution_profile_updated'), place(types, 'task.run_claimed')];
    if (put.status === 409) {
      expect({ claim: claim.status, stored, run: claim.body.claim.run.id }).toEqual({
        claim: 200,
        stored: -1,
        run: run.id,
      });
      continue;
    }
    expect(put.status).toBe(200);
    if (claim.status === 204) {
      expect({ worker: body.worker.agent_name, claimed }).toEqual({ worker: 'bob', claimed: -1 });
    } else {
      expect({ claim: claim.status, worker: body.worker.agent_name }).toEqual({ claim: 200, worker: 'ada' });
      expect(stored).toBeLessThan(claimed);
    }
  }
});

it('of changes that meet one is the last, whole', async () => {
  const { task } = await makePlace(first.api);
  const { id } = await task();
  const bodies = Array.from({ length: CALLERS }, (_, n) => ({
    worker: { agent_name: `agent-${n}`, required_capabilities: [`capability-${n}`] },
    review: { allowed_peer_ids: [`peer-${n}`] },
    participants: { allowed_channel_ids: [`channel-${n}`] },
  }));
  for (let round = 0; round < ROUNDS; round++) {
    const answers = await Promise.all(bodies.map((body, n) => putProfile((n % 2 ? first : second).api, id, body)));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200));
    for (const [n, answer] of answers.entries()) expect(answer.body.profile).toMatchObject(bodies[n] ?? {});
    const { worker, review, participants }: ExecutionProfile = await profileOf(first.api, id);
    const n = Number(worker.agent_name?.split('-')[1]);
    expect({ worker, review, participants }).toMatchObject(bodies[n] ?? {});
  }
  expect((await typesOf(id)).filter((type) => type === 'task.execution_profile_updated')).toHaveLength(
    ROUNDS * CALLERS,
  );
});
