import { makeQueue } from '../../bench/claim/queue.mjs';
import { ClaimQueue } from '../../src/runs/lookups/claim-queue/claim-queue.js';
import { type Agent, newAgent, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const DEPTH = 500;
/** So few that every class is longer than what is kept of it. */
const WINDOW = 4;
const CALLERS = 4;

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp({ settings: { role: 'api' } });
  service.app.get(ClaimQueue, { strict: false }).windowSize = WINDOW;
});
afterAll(() => service.close());

async function post(path: string, body: object = {}): Promise<unknown> {
  const { status, body: answer } = await service.api.post(path, body);
  if (status >= 300) throw new Error(`${path} answers ${status}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Claims and completes until there is nothing more; the ids of the runs. */
async function workOff(agent: Agent): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const { status, body } = await agent.claimNext({ priority_min: 20 });
    if (status === 204) return ids;
    if (status !== 200) throw new Error(`a claim is answered ${status}: ${JSON.stringify(body)}`);
    ids.push(body.claim.run.id);
    await wanted(agent.does('complete', body.claim.run.id), 200);
  }
}

it('the queue that the claim bench fills in is worked off to its end: each eligible run once, no other', async () => {
  const places = await makeQueue(post, service.database.url, { depth: DEPTH, log: () => undefined });
  for (const where of [{ workspace: places.open }, { workspace: places.channelled, channel: 'bench-lane' }]) {
    const callers = Array.from({ length: CALLERS }, () =>
      newAgent(service.api, { agent_name: 'bench', capabilities: ['net'], ...where }),
    );
    const claimed = (await Promise.all((await Promise.all(callers)).map(workOff))).flat();
    // One of ten is eligible for each caller.
    expect(claimed).toHaveLength(DEPTH / 10);
    expect(new Set(claimed).size).toBe(DEPTH / 10);
  }
}, 60_000);
