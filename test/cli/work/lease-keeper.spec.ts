import { LeaseKeeper } from '../../../src/cli/work/lease-keeper.js';
import { ServiceWatch } from '../../../src/cli/work/service-watch.js';
import { type Claim, TaskledgerClient } from '../../../src/client/index.js';
import { gate } from '../../support/until.js';
import { broken, json, scriptedFetch, type ScriptedFetch } from '../../client/support/scripted-fetch.js';

const claim = {
  task: { id: 'task-1', title: 'x', status: 'ready', scope: 'global', latest_event_seq: 1 },
  run: {
    id: 'run-1',
    task_id: 'task-1',
    status: 'claimed',
    attempt: 1,
    queued_at: '',
    origin: { kind: 'http', ref: 'x' },
  },
  lease: { task_id: 'task-1', run_id: 'run-1', status: 'claimed', claim_token_hash: 'sha256:1' },
} as const satisfies Claim;

/** A keeper of a lease of one minute that began `seconds` ago; the first heartbeat is due after 20 s. */
function keeperOf(script: ScriptedFetch, seconds: number): LeaseKeeper {
  const client = new TaskledgerClient({ url: 'http://ledger.test', fetch: script.fetch });
  const watch = new ServiceWatch(new AbortController().signal, () => undefined);
  return new LeaseKeeper({ client, claim, leaseSeconds: 60, since: performance.now() - seconds * 1000, watch });
}

const lease = json(200, { lease: {} });
const away = broken('ECONNREFUSED');
const expired = json(409, { error: 'the lease is over', diagnostic: { code: 'AUTONOMY_LEASE_EXPIRED' } });

describe('keeping a lease', () => {
  it('repeats a heartbeat for the same lease while the service is away', async () => {
    const script = scriptedFetch(away, json(503, {}), expired);
    await keeperOf(script, 30).keep();
    expect(script.sent.map(({ url }) => url)).toEqual(
      Array(3).fill('http://ledger.test/api/agent/tasks/run-1/heartbeat'),
    );
    expect(script.sent[0]?.body).toEqual({ lease_seconds: 60, claim_token_hash: 'sha256:1' });
  });

  it('knows that the lease is lost when the service says so', async () => {
    const keeper = keeperOf(scriptedFetch(expired), 30);
    await keeper.keep();
    expect(keeper.lost.reason).toMatchObject({ message: 'the lease is over' });
    expect(keeper.mayHold()).toBe(false);
  });

  it('gives the lease up when the service stays away until its end', async () => {
    const keeper = keeperOf(scriptedFetch(away, away), 59.9);
    await keeper.keep();
    expect(keeper.lost.reason).toMatchObject({ message: expect.stringMatching(/before the lease ended/) as string });
  });

  it('counts anew from a heartbeat', async () => {
    const beaten = gate();
    const script = scriptedFetch((request, signal) => {
      setImmediate(beaten.open);
      return lease(request, signal);
    });
    const keeper = keeperOf(script, 60);
    expect(keeper.mayHold()).toBe(false);
    const keeping = keeper.keep();
    await beaten.passed;
    expect(keeper.mayHold()).toBe(true);
    keeper.stop();
    await keeping;
  });

  it('cannot lose a run whose end is being reported', async () => {
    const keeper = keeperOf(scriptedFetch(), 0);
    const keeping = keeper.keep();
    keeper.stop();
    keeper.lose('too late');
    await keeping;
    expect(keeper.lost.aborted).toBe(false);
  });
});
