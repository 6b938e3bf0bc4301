/** The database holds a claim's rows back until its caller is gone: it has run by then, and is not committed. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DataSource } from 'typeorm';
import { openSession } from '../support/ledger.js';
import { makePlace, timelineOf } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

const BLOCKED =
  "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'taskledger lane' " +
  "AND wait_event_type = 'Lock' AND wait_event = 'relation'";

let service: TestApp;

/** No duties, which would write meanwhile. */
beforeAll(async () => {
  service = await startTestApp({ settings: { role: 'api' } });
});
afterAll(() => service.close());

const blocked = () => service.app.get(DataSource).query<object[]>(BLOCKED);

function nextResponseCloses(): Promise<void> {
  return new Promise((resolve) => {
    service.app
      .getHttpServer()
      .once('request', (_request: IncomingMessage, response: ServerResponse) => response.once('close', resolve));
  });
}

it.each([{}, { wait: true }, { idempotency_key: 'claim-1' }])(
  'a claim %j whose caller leaves while it is written is not committed',
  async (criteria) => {
    const place = await makePlace(service.api);
    const [leaving, staying] = [await place.agent(), await place.agent()];
    const { task, run } = await place.queued();
    const holder = await openSession(service.database.url);
    await holder.query('BEGIN; LOCK TABLE claim_queue IN EXCLUSIVE MODE');
    const [left, closed] = [new AbortController(), nextResponseCloses()];
    const gone = leaving.api.post('/api/agent/tasks/claim-next', criteria, { signal: left.signal });
    const outcome = expect(gone).rejects.toThrow('abort');
    try {
      await until('the rows of the claim to be held back', async () => (await blocked()).length === 1);
      left.abort();
      await Promise.all([outcome, closed]);
    } finally {
      await holder.end();
    }

    const claim = await staying.claim();
    expect(claim.run.id).toBe(run.id);
    expect(claim.lease.session_id).toBe(staying.session.session_id);
    const types = (await timelineOf(service.api, task.id)).map(({ event_type }) => event_type);
    expect(types).toEqual(['task.created', 'task.run_enqueued', 'task.run_claimed']);
    // Whoever left is free, and its key was not used up.
    const { run: second } = await place.queued();
    expect((await leaving.claim(criteria)).run.id).toBe(second.id);
  },
);
