import { TaskledgerClient, type TaskledgerError } from '../../src/client/index.js';
import { broken, empty, json, scriptedFetch, silent, type ScriptedFetch } from './support/scripted-fetch.js';

const session = { session_id: 'sess-1', agent_name: 'counter' };
const clientOf = ({ fetch }: ScriptedFetch): TaskledgerClient =>
  new TaskledgerClient({ url: 'http://ledger.test/', apiKey: 'tl_key', session, fetch });

const expired = json(409, {
  error: 'task: autonomy lease rejected: AUTONOMY_LEASE_EXPIRED: the lease is over',
  diagnostic: { code: 'AUTONOMY_LEASE_EXPIRED' },
});

describe('the client', () => {
  it('says who calls', async () => {
    const script = scriptedFetch(json(200, { tasks: [] }));
    await clientOf(script).listTasks({ status: 'ready', limit: 5 });
    expect(script.sent).toEqual([
      {
        method: 'GET',
        url: 'http://ledger.test/api/tasks?status=ready&limit=5',
        headers: {
          accept: 'application/json',
          authorization: 'Bearer tl_key',
          'x-agh-session-id': 'sess-1',
          'x-agh-agent': 'counter',
        },
        body: undefined,
      },
    ]);
  });

  it('encodes ids', async () => {
    const script = scriptedFetch(json(200, { task: {} }));
    await clientOf(script).getTask('a/b?c');
    expect(script.sent[0]?.url).toBe('http://ledger.test/api/tasks/a%2Fb%3Fc');
  });

  it('says what it has seen of a task', async () => {
    const script = scriptedFetch(json(200, { task: { id: 'task-1' } }));
    await clientOf(script).updateTask('task-1', { title: 'New' }, { ifMatch: 42 });
    expect(script.sent[0]).toMatchObject({ method: 'PATCH', body: { title: 'New' }, headers: { 'if-match': '"42"' } });
  });

  it('tells status, code, text and request id of a refusal', async () => {
    const heartbeat = clientOf(scriptedFetch(expired)).heartbeat('run-1');
    await expect(heartbeat).rejects.toMatchObject({
      name: 'TaskledgerError',
      status: 409,
      code: 'AUTONOMY_LEASE_EXPIRED',
      requestId: 'req-1',
      maybeDone: false,
      message: 'task: autonomy lease rejected: AUTONOMY_LEASE_EXPIRED: the lease is over',
    });
  });

  it('answers undefined when there is nothing to claim', async () => {
    const script = scriptedFetch(empty);
    expect(await clientOf(script).claimNext({ wait: true, idempotency_key: 'k' })).toBeUndefined();
  });

  it('says so when the address is not that of a service', async () => {
    const html = (): Response => new Response('<html>', { status: 200 });
    await expect(clientOf(scriptedFetch(html)).getTask('task-1')).rejects.toThrow(/is not JSON/);
  });
});

describe('repeating a call', () => {
  it('reads again after lost connections and 503', async () => {
    const script = scriptedFetch(broken('ECONNRESET'), json(503, {}), json(200, { runs: [] }));
    expect(await clientOf(script).listRuns('task-1')).toEqual([]);
  });

  it('gives up after the tries it is allowed', async () => {
    const script = scriptedFetch(broken('ECONNRESET'), broken('ECONNRESET'));
    const reading = clientOf(script).getTask('task-1', { maxAttempts: 2 });
    await expect(reading).rejects.toMatchObject({ status: 0, code: 'ECONNRESET' });
    expect(script.sent).toHaveLength(2);
  });

  it('asks before each repetition whether it still makes sense', async () => {
    const script = scriptedFetch(broken('ECONNREFUSED'));
    const reading = clientOf(script).getTask('task-1', { maxAttempts: Infinity, retryWhile: () => false });
    await expect(reading).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('never repeats a call without a key that the service may have seen', async () => {
    const calls = (client: TaskledgerClient): Promise<unknown>[] => [
      client.createTask({ scope: 'global', title: 'x' }),
      client.enqueueRun('task-1'),
      client.claimNext(),
      client.reportProgress('run-1', { log: ['line'] }),
      client.createChildTask('task-1', { scope: 'global', title: 'x' }),
      client.pause('task-1', { reason: 'lunch' }),
      client.resume('task-1'),
    ];
    const script = scriptedFetch(...Array.from({ length: 7 }, () => broken('ECONNRESET')));
    const outcomes = await Promise.allSettled(calls(clientOf(script)));
    expect(outcomes.map(({ status }) => status)).toEqual(Array(7).fill('rejected'));
    expect(script.sent).toHaveLength(7);
    expect(
      outcomes.every((outcome) => outcome.status === 'rejected' && (outcome.reason as TaskledgerError).maybeDone),
    ).toBe(true);
  });

  it('repeats any call that the service cannot have seen', async () => {
    const script = scriptedFetch(broken('ECONNREFUSED'), json(201, { task: { id: 'task-1' } }));
    expect(await clientOf(script).createTask({ scope: 'global', title: 'x' })).toEqual({ id: 'task-1' });
  });

  it('does not repeat refusals', async () => {
    const script = scriptedFetch(json(500, { error: 'Internal Server Error' }));
    await expect(clientOf(script).startTask('task-1')).rejects.toMatchObject({ status: 500 });
  });

  it('repeats under the same key', async () => {
    const script = scriptedFetch(broken('UND_ERR_SOCKET'), json(200, { claim: { run: {} } }));
    await clientOf(script).claimNext({ idempotency_key: 'k', wait: true });
    expect(script.sent.map(({ body }) => body)).toEqual(Array(2).fill({ idempotency_key: 'k', wait: true }));
  });

  it('ends a try that takes too long, and repeats it', async () => {
    const script = scriptedFetch(silent, json(200, { tasks: [] }));
    expect(await clientOf(script).listTasks({}, { timeoutMs: 150 })).toEqual([]);
  });

  it('stops waiting when it is aborted, with the reason of the signal', async () => {
    const abort = new AbortController();
    const script = scriptedFetch(silent);
    const reading = clientOf(script).listTasks({}, { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });
});

describe('a lost answer', () => {
  const hash = `sha256:${'0'.repeat(64)}`;
  const run = { id: 'run-1', task_id: 'task-1', status: 'completed', claim_token_hash: hash };

  it('of a completion that took effect counts as success', async () => {
    const script = scriptedFetch(broken('ECONNRESET'), expired, json(200, { run: { run } }));
    const lease = await clientOf(script).complete('run-1', { result: 1, claim_token_hash: hash });
    expect(lease).toMatchObject({ run_id: 'run-1', status: 'completed' });
  });

  it('of a completion that did not, or that was another holder, stays a refusal', async () => {
    const foreign = { ...run, claim_token_hash: `sha256:${'1'.repeat(64)}` };
    const script = scriptedFetch(broken('ECONNRESET'), expired, json(200, { run: { run: foreign } }));
    const completing = clientOf(script).complete('run-1', { result: 1, claim_token_hash: hash });
    await expect(completing).rejects.toMatchObject({ code: 'AUTONOMY_LEASE_EXPIRED', maybeDone: true });
  });

  it('of a registration is found again by the id', async () => {
    const script = scriptedFetch(broken('ECONNRESET'), json(409, { error: 'taken' }), (request) => {
      const session_id = request.url.split('/').at(-1);
      return Response.json({ session: { session_id, agent_name: 'counter', state: 'active' } });
    });
    const registered = await clientOf(script).registerSession({ agent_name: 'counter' });
    expect(registered.session_id).toMatch(/^sess-[0-9a-f]{16}$/);
    expect(script.sent[0]?.body).toMatchObject({ session_id: registered.session_id });
  });

  it('of a rejection, a cancellation or a pause that took effect counts as success', async () => {
    const rejected = {
      id: 'task-1',
      approval_state: 'rejected',
      status: 'canceled',
      paused: true,
      paused_reason: 'why',
    };
    const outcomes = [
      (client: TaskledgerClient) => client.reject('task-1'),
      (client: TaskledgerClient) => client.cancel('task-1', {}, { ifMatch: 7 }),
      (client: TaskledgerClient) => client.pause('task-1', { reason: ' why ' }, { ifMatch: 7 }),
    ].map((call) => {
      const script = scriptedFetch(broken('ECONNRESET'), json(412, {}), json(200, { task: { task: rejected } }));
      return call(clientOf(script));
    });
    expect(await Promise.all(outcomes)).toEqual(Array(3).fill(rejected));
  });

  it('of a rejection that did not take effect leaves the refusal', async () => {
    const approved = { id: 'task-1', approval_state: 'approved' };
    const script = scriptedFetch(broken('ECONNRESET'), json(409, {}), json(200, { task: { task: approved } }));
    await expect(clientOf(script).reject('task-1')).rejects.toMatchObject({ status: 409, maybeDone: true });
  });

  it('of a deletion counts as success when the task is gone', async () => {
    const gone = scriptedFetch(broken('ECONNRESET'), json(404, {}));
    await clientOf(gone).deleteTask('task-1');
    expect(gone.sent.map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
    await expect(clientOf(scriptedFetch(json(404, {}))).deleteTask('task-1')).rejects.toMatchObject({ status: 404 });
  });

  it('of a new or removed dependency is looked up on the task', async () => {
    const edges = { task: { task: {}, dependencies: [{ depends_on_task_id: 'task-2' }] } };
    const added = scriptedFetch(broken('ECONNRESET'), json(422, {}), json(200, edges));
    expect(await clientOf(added).addDependency('task-1', { depends_on_task_id: 'task-2' })).toEqual(edges.task);
    const removed = scriptedFetch(broken('ECONNRESET'), json(404, {}), json(200, { task: { task: {} } }));
    expect(await clientOf(removed).removeDependency('task-1', 'task-2')).toEqual({ task: {} });
    const refused = scriptedFetch(broken('ECONNRESET'), json(422, {}), json(200, { task: { task: {} } }));
    const adding = clientOf(refused).addDependency('task-1', { depends_on_task_id: 'task-2' });
    await expect(adding).rejects.toMatchObject({ status: 422 });
  });

  it('of a child is found again below its parent only', async () => {
    const child = { id: 'mine', title: 'x', parent_task_id: 'above' };
    const script = scriptedFetch(broken('ECONNRESET'), json(409, {}), json(200, { task: { task: child } }));
    expect(await clientOf(script).createChildTask('above', { id: 'mine', scope: 'global', title: 'x' })).toEqual(child);
    const other = scriptedFetch(broken('ECONNRESET'), json(409, {}), json(200, { task: { task: child } }));
    const creating = clientOf(other).createChildTask('elsewhere', { id: 'mine', scope: 'global', title: 'x' });
    await expect(creating).rejects.toMatchObject({ status: 409 });
  });

  it('of a task with its own id is found again', async () => {
    const task = { id: 'mine', title: 'x' };
    const script = scriptedFetch(broken('ECONNRESET'), json(409, { error: 'taken' }), json(200, { task: { task } }));
    expect(await clientOf(script).createTask({ id: 'mine', scope: 'global', title: 'x' })).toEqual(task);
  });
});
