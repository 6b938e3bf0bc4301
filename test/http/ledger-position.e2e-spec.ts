/**
 * `X-Ledger-Position` on what every operation answers, and `X-Ledger-At-Least` on every query (architecture.md 4): read
 * off the document and the router, so that a new operation is held to it as well.
 */
import { DataSource } from 'typeorm';
import { isQuery } from '../../src/http/operation/operation.js';
import { Hub } from '../../src/ledger/hub/hub.js';
import { EventLog } from '../../src/ledger/log/event-log.js';
import { detailOf, newTask } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { pathOf } from './identity/support/route-path.js';
import { type OperationRoute, readRouteTable } from './identity/support/route-table.js';
import { OPERATIONS, type PlantableOperation } from './planted/operations.js';
import { World } from './planted/world.js';

let service: TestApp;
let other: TestApp;
let world: World;
let queries: readonly OperationRoute[];

beforeAll(async () => {
  const quiet = { leaseSweepSeconds: 3_600, schedulerTickSeconds: 3_600 };
  const [started, { operations }] = await Promise.all([startTestApp({ settings: quiet }), readRouteTable()]);
  service = started;
  other = await startTestApp({ database: service.database, settings: quiet });
  world = new World(service);
  queries = operations.filter(({ method, operation }) => method === 'GET' && isQuery(operation));
});

afterAll(async () => {
  await other.close();
  await service.close();
});

interface Reply {
  readonly status: number;
  readonly position: string | null;
  readonly error: string;
}

/** What bodies need beside the members that are required one by one. */
const MEMBERS: Readonly<Record<string, object>> = {
  reportAgentTaskRunProgress: { log: ['on my way'] },
  bulkForceFailTaskRuns: { reason: 'no use' },
  updateWorkspace: { path: '/moved' },
  updateBridge: { enabled: true },
};

/** Calls an operation on its stage; of a stream only the head is waited for. */
async function call(operation: PlantableOperation): Promise<Reply & { readonly request: string }> {
  const { path, headers, body } = await world.stageOf(operation);
  const end = new AbortController();
  const whole = operation.bodyWith({ path: ['not_a_member'], kind: 'other' }, undefined, {
    ...body,
    ...MEMBERS[operation.id],
  });
  const answer = await fetch(
    service.url + operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? '')),
    {
      method: operation.method,
      ...(headers ? { headers } : {}),
      ...(whole === undefined ? {} : { body: JSON.stringify(whole) }),
      signal: end.signal,
    },
  );
  const reply = {
    status: answer.status,
    position: answer.headers.get('x-ledger-position'),
    request: answer.headers.get('x-request-id') ?? '',
    error: operation.isStream ? '' : await answer.text(),
  };
  end.abort();
  return reply;
}

const lastOf = async (request: string): Promise<number> => {
  const [row] = await service.app
    .get(DataSource)
    .query<{ last: number | null }[]>('SELECT max(position) AS last FROM events WHERE correlation_id = $1', [request]);
  return row?.last ?? 0;
};

/** Resolves once the service has heard of all that is in the log: until then its answers speak of a little less. */
async function headHeardOf(): Promise<number> {
  const head = await service.app.get(EventLog).head();
  await until('the hub to hear of it', () => service.app.get(Hub).position >= head);
  return head;
}

describe('the position of an answer', () => {
  it.each(OPERATIONS.map((operation) => [operation.id, operation] as const))('of %s', async (_id, operation) => {
    const before = await headHeardOf();
    const { status, position, request, error } = await call(operation);
    expect([status < 300, error]).toEqual([true, error]);
    expect(position).toMatch(/^\d+$/);
    // Whatever the command has written is in what the position speaks of.
    expect(Number(position)).toBeGreaterThanOrEqual(
      Math.max(await lastOf(request), operation.method === 'GET' ? before : 0),
    );
  });

  it('goes out with refusals too', async () => {
    const { latest_event_seq } = await newTask(service.api);
    expect(await headHeardOf()).toBeGreaterThanOrEqual(latest_event_seq);
    const { headers, status } = await service.api.get('/api/tasks/task-0');
    expect([status, Number(headers.get('x-ledger-position'))]).toEqual([404, expect.any(Number)]);
    expect(Number(headers.get('x-ledger-position'))).toBeGreaterThanOrEqual(latest_event_seq);
  });
});

/** How every query answers where its ids name nothing; streams of what is not there are ordinary refusals. */
async function answers(atLeast: string): Promise<Record<string, Reply>> {
  const replies = queries.map(async ({ url, operation }) => {
    const answer = await service.app.inject({
      method: 'GET',
      url: pathOf(url, 'names-nothing'),
      headers: { 'x-ledger-at-least': atLeast, ...(await world.keyFor({ path: url })) },
    });
    const { error = '' } = answer.json<{ error?: string }>();
    const position = answer.headers['x-ledger-position'];
    return [
      operation.id,
      { status: answer.statusCode, position: position === undefined ? null : String(position), error },
    ] as const;
  });
  return Object.fromEntries(await Promise.all(replies));
}

describe('the position that a query asks for', () => {
  it.each(['x', '-1', '+1', '1.5', '1e3', '0x10', '1 2', '9223372036854775808', '1'.repeat(60)])(
    'is refused everywhere when it is %p',
    async (atLeast) => {
      const replies = await answers(atLeast);
      expect(queries.length).toBeGreaterThan(10);
      for (const { operation } of queries) {
        const reply = replies[operation.id];
        expect([operation.id, reply?.status]).toEqual([operation.id, operation.validationStatus]);
        expect(reply?.error).toContain('X-Ledger-At-Least');
      }
    },
  );

  it('is waited for by all of them, for a second at most, before anything is read', async () => {
    const head = await service.app.get(EventLog).head();
    const begun = performance.now();
    const replies = await answers('9223372036854775807');
    // Timers may be early by a millisecond.
    expect(performance.now() - begun).toBeGreaterThan(990);
    for (const [id, { status, position, error }] of Object.entries(replies)) {
      expect([id, status, error]).toEqual([id, 412, expect.stringContaining('position')]);
      expect(Number(position)).toBeGreaterThanOrEqual(head);
    }
  });

  it('is of no concern to commands', async () => {
    const ahead = service.api.with({ 'x-ledger-at-least': '9223372036854775807' });
    expect((await newTask(ahead)).status).toBe('ready');
  });

  it.each(['', '  ', '0', ' 1 ', '007'])('may be %p', async (atLeast) => {
    expect((await service.api.with({ 'x-ledger-at-least': atLeast }).get('/api/tasks')).status).toBe(200);
  });

  it('may lie ahead of the log, when it is written meanwhile', async () => {
    const head = await service.app.get(EventLog).head();
    const later = service.api.with({ 'x-ledger-at-least': String(head + 1) }).get('/api/tasks');
    const { latest_event_seq } = await newTask(service.api);
    const { status, headers } = await later;
    expect(latest_event_seq).toBe(head + 1);
    expect([status, Number(headers.get('x-ledger-position'))]).toEqual([200, head + 1]);
  });

  it('may be what another instance wrote', async () => {
    const made = await service.api.post<{ task: { id: string } }>('/api/tasks', { scope: 'global', title: 'there' });
    const position = made.headers.get('x-ledger-position') ?? '';
    const here = other.api.with({ 'x-ledger-at-least': position });
    const { headers } = await here.get('/api/tasks');
    expect(Number(headers.get('x-ledger-position'))).toBeGreaterThanOrEqual(Number(position));
    expect((await detailOf(here, made.body.task.id)).task.title).toBe('there');
  });
});
