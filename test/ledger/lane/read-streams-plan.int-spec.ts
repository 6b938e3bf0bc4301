import { LaneConnection } from '../../../src/ledger/lane/connection.js';
import type { LaneQuery } from '../../../src/ledger/lane/lookup.js';
import { READ_STREAMS } from '../../../src/ledger/lane/stream-rows.js';
import { openTestLedger, range, type TestLedger } from '../../support/ledger.js';

const STREAMS = 2_000;
const EVENTS_OF_EACH = 12;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

const FILL = `
  INSERT INTO streams (id, version, last_position, state, state_version, state_at)
    SELECT 'account:' || s, ${EVENTS_OF_EACH}, s * ${EVENTS_OF_EACH}, '{}', 1, 8 FROM generate_series(1, ${STREAMS}) s;
  INSERT INTO events
    SELECT (s - 1) * ${EVENTS_OF_EACH} + v, 'account:' || s, v, 'evt-' || s || '-' || v, 'account.moved', 2, 'public',
      '{"amount":1}', '', 'human', 'local-user', 'http', 'test', 'req', NULL, 'cmd', now(), ''
    FROM generate_series(1, ${STREAMS}) s, generate_series(1, ${EVENTS_OF_EACH}) v`;

describe('streams of a large ledger', () => {
  let ledger: TestLedger;
  let connection: LaneConnection;

  beforeAll(async () => {
    ledger = await openTestLedger();
    await ledger.sql(FILL);
    connection = new LaneConnection({ url: ledger.url });
    await connection.open();
  });
  afterAll(async () => {
    await connection.abandon();
    await ledger.close();
  });

  async function planOf(query: LaneQuery, streams: number): Promise<PlanNode[]> {
    const names = range(streams).map((n) => `account:${n * 7 + 1}`);
    const [row] = await query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`EXPLAIN (FORMAT JSON) ${READ_STREAMS}`, [names]);
    return row ? flat(row['QUERY PLAN'][0].Plan) : [];
  }

  function flat(node: PlanNode): PlanNode[] {
    return [node, ...(node.Plans ?? []).flatMap(flat)];
  }

  function expectIndexes(plan: readonly PlanNode[]): void {
    expect(plan.map((node) => node['Node Type'])).not.toContain('Seq Scan');
    const used = plan.filter((node) => node['Index Name'] !== undefined);
    expect(used.map((node) => node['Index Name']).sort()).toEqual(['events_stream_version', 'streams_pkey']);
    const events = used.find((node) => node['Index Name'] === 'events_stream_version');
    expect(events?.['Index Cond']).toMatch(/stream = .*version > /);
  }

  it.each([1, 64, 256])('are read by key, %i of them, with only the events after their state', async (streams) => {
    expectIndexes(await planOf(connection.query, streams));
  });

  it('are read so by the choice of the planner as well, when it knows the tables', async () => {
    await ledger.sql('ANALYZE events, streams');
    for (const streams of [1, 64]) expectIndexes(await planOf((text, values) => ledger.sql(text, values), streams));
    expectIndexes(await planOf(connection.query, 256));
  });
});
