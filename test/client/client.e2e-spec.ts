import { type AgentSession, TaskledgerClient } from '../../src/client/index.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('the client with the service', () => {
  let app: TestApp;
  let client: TaskledgerClient;
  let session: AgentSession;
  let agent: TaskledgerClient;

  beforeAll(async () => {
    app = await startTestApp();
    client = new TaskledgerClient({ url: app.url });
  });

  afterAll(() => app.close());

  beforeEach(async () => {
    session = await client.registerSession({ agent_name: 'tester', capabilities: ['read'], ttl_seconds: 60 });
    agent = client.withSession(session);
  });

  afterEach(() => client.stopSession(session.session_id));

  const queued = async (title: string): Promise<string> => {
    const task = await client.createTask({ scope: 'global', title });
    return (await client.startTask(task.id)).run.id;
  };

  it('creates, starts, lists and reads tasks and runs', async () => {
    const task = await client.createTask({ id: 'mine', scope: 'global', title: 'Read a book', metadata: { pages: 3 } });
    const { run } = await client.startTask(task.id, { metadata: { from: 1 } });
    expect((await client.startTask(task.id)).run.id).toBe(run.id);
    expect((await client.listTasks({ query: 'Read a book' })).map(({ id }) => id)).toEqual(['mine']);
    expect((await client.listRuns(task.id, { status: 'queued' })).map(({ id }) => id)).toEqual([run.id]);
    expect((await client.getTask(task.id)).task).toMatchObject({ id: 'mine', metadata: { pages: 3 } });
    expect((await client.getRun(run.id)).run).toMatchObject({ id: run.id, metadata: { from: 1 } });
    const claim = await agent.claimNext({ idempotency_key: 'k' });
    expect(await agent.claimNext({ idempotency_key: 'k' })).toMatchObject({ run: { id: claim?.run.id } });
    await agent.complete(run.id);
    const again = await client.enqueueRun(task.id, { idempotency_key: 'again' });
    expect((await client.enqueueRun(task.id, { idempotency_key: 'again' })).id).toBe(again.id);
    await agent.claimNext();
    await agent.fail(again.id, { error: 'no light', metadata: { hour: 23 } });
    expect((await client.getRun(again.id)).run).toMatchObject({ status: 'failed', error: 'no light', attempt: 2 });
    expect(await client.inspectRun(again.id)).toMatchObject({ target: 'run', next_action: 'recovery_required' });
  });

  it('leads runs to their end by name, without a lease', async () => {
    const [made, attached, canceled] = [await queued('Made'), await queued('Attached'), await queued('Canceled')];
    expect(await client.claimRun(made)).toMatchObject({ status: 'claimed' });
    const { session_id = '' } = await client.startRun(made);
    expect(await client.getSession(session_id)).toMatchObject({ name: 'task:Made#1', system: true });
    expect(await client.completeRun(made, { result: 7 })).toMatchObject({ status: 'completed', result: 7 });
    await agent.claimRun(attached, { idempotency_key: 'k' });
    const worker = await client.registerSession({ agent_name: 'worker' });
    const starting = await client.attachSession(attached, { session_id: worker.session_id });
    expect(starting).toMatchObject({ status: 'starting', session_id: worker.session_id });
    await agent.startRun(attached, { idempotency_key: 'k' });
    expect(await client.failRun(attached, { error: 'no paint' })).toMatchObject({ status: 'failed' });
    expect(await client.getSession(worker.session_id)).toMatchObject({ state: 'stopped', stop_reason: 'failed' });
    expect(await client.cancelRun(canceled, { reason: 'enough' })).toMatchObject({ status: 'canceled' });
    await expect(client.claimRun(canceled)).rejects.toMatchObject({ status: 409, code: 'task_not_executable' });
  });

  it('makes bridges and subscribes tasks to them', async () => {
    const target = { scope: 'global', endpoint_url: 'https://chat.example/hook', enabled: false } as const;
    const bridge = await client.createBridge({ name: 'Chat', ...target });
    expect(await client.updateBridge(bridge.id, { notification_suppress: true })).toMatchObject({ status: 'disabled' });
    expect(await client.getBridge(bridge.id)).toMatchObject({ name: 'Chat', notification_suppress: true });
    expect((await client.listBridges({ scope: 'global' })).map(({ id }) => id)).toEqual([bridge.id]);
    const task = await client.createTask({ scope: 'global', title: 'Tell' });
    const body = { bridge_instance_id: bridge.id, delivery_mode: 'reply', peer_id: 'ada', scope: 'global' } as const;
    const made = await client.subscribe(task.id, { subscription_id: 'tell', ...body });
    expect(await client.getSubscription(task.id, 'tell')).toMatchObject({
      peer_id: 'ada',
      created_at: made.created_at,
    });
    expect(await client.listSubscriptions(task.id, { bridge_instance_id: bridge.id })).toHaveLength(1);
    await expect(client.deleteBridge(bridge.id)).rejects.toMatchObject({ status: 409 });
    await client.unsubscribe(task.id, 'tell');
    await client.deleteBridge(bridge.id);
    expect(await client.listBridges()).toEqual([]);
  });

  it('asks for reviews, reads and decides them', async () => {
    const run = await queued('Reviewed');
    await agent.claimNext();
    await agent.complete(run);
    const { created, review } = await client.requestReview(run, { reason: 'is it good?' });
    expect(created).toBe(true);
    expect((await client.requestReview(run)).created).toBe(false);
    const { review_id, task_id } = review;
    expect((await client.listTaskReviews(task_id)).map((one) => one.review_id)).toEqual([review_id]);
    const verdict = {
      outcome: 'rejected',
      confidence: 0.5,
      reason: 'no',
      delivery_id: 'd',
      missing_work: ['all'],
    } as const;
    const body = { run_id: run, verdict: { ...verdict, missing_work: [...verdict.missing_work] } };
    const { continuation_run } = await client.submitVerdict(review_id, body);
    expect(continuation_run).toMatchObject({ attempt: 2, status: 'queued' });
    expect((await client.submitVerdict(review_id, body)).continuation_run?.id).toBe(continuation_run?.id);
    expect(await client.getReview(review_id)).toMatchObject({ status: 'recorded', outcome: 'rejected' });
    expect(await client.listRunReviews(run, { status: 'requested' })).toEqual([]);
    await client.cancelRun(continuation_run?.id ?? '');
  });

  it('publishes, approves and rejects', async () => {
    const draft = await client.createTask({ scope: 'global', title: 'Draft', draft: true });
    const published = await client.publish(draft.id, { metadata: { by: 'me' } });
    expect(published).toMatchObject({ task: { status: 'ready' }, run: { status: 'queued' } });
    expect((await client.publish(draft.id)).run.id).toBe(published.run.id);
    const [asked, again] = await Promise.all(
      ['Asked', 'Asked again'].map((title) => client.createTask({ scope: 'global', title, approval_policy: 'manual' })),
    );
    const approved = await client.approve(asked?.id ?? '');
    expect(approved).toMatchObject({ task: { approval_state: 'approved' }, run: { status: 'queued' } });
    expect((await client.approve(asked?.id ?? '')).run.id).toBe(approved.run.id);
    expect(await client.reject(again?.id ?? '')).toMatchObject({ approval_state: 'rejected', status: 'blocked' });
    await expect(client.approve(again?.id ?? '')).rejects.toMatchObject({ status: 409 });
    for (const id of [draft.id, asked?.id ?? '']) await client.cancel(id);
  });

  it('builds a tree, connects, changes, pauses, cancels and deletes', async () => {
    const parent = await client.createTask({ id: 'garden', scope: 'global', title: 'Garden' });
    const dig = await client.createChildTask(parent.id, { id: 'dig', scope: 'global', title: 'Dig' });
    const sow = await client.createChildTask(parent.id, { id: 'sow', scope: 'global', title: 'Sow' });
    const waiting = await client.addDependency(sow.id, { depends_on_task_id: dig.id });
    expect(waiting).toMatchObject({ task: { status: 'blocked' }, dependencies: [{ depends_on_task_id: dig.id }] });
    expect((await client.removeDependency(sow.id, dig.id)).task.status).toBe('ready');
    const { root, descendants } = await client.getTaskTree(parent.id);
    expect([root, ...(descendants ?? [])].map(({ task, depth }) => [task.id, depth])).toEqual([
      ['garden', 0],
      ['sow', 1],
      ['dig', 1],
    ]);
    expect(await client.inspectTask(sow.id)).toMatchObject({ target: 'task', next_action: 'waiting_for_session' });
    const paused = await client.pause(parent.id, { reason: 'rain' });
    expect(paused).toMatchObject({ paused: true, paused_reason: 'rain' });
    expect((await client.getTask(sow.id)).task).toMatchObject({ effective_paused: true, paused_by_task_id: 'garden' });
    expect((await client.resume(parent.id)).paused).toBeUndefined();
    expect(await client.triage(parent.id, 'dismiss')).toMatchObject({
      task_id: parent.id,
      read: true,
      dismissed: true,
    });
    await client.deleteTask(sow.id);
    await expect(client.getTask(sow.id)).rejects.toMatchObject({ status: 404 });
    await expect(client.deleteTask(parent.id)).rejects.toMatchObject({ status: 400 });
    expect((await client.cancel(parent.id, { reason: 'frost' })).status).toBe('canceled');
    expect((await client.getTask(dig.id)).task.status).toBe('canceled');
  });

  it('changes a task only as it has seen it, when it says what that is', async () => {
    const task = await client.createTask({ scope: 'global', title: 'Versioned' });
    const seen = { ifMatch: task.latest_event_seq };
    expect(await client.updateTask(task.id, { title: 'Changed' }, seen)).toMatchObject({ title: 'Changed' });
    for (const late of [
      client.updateTask(task.id, { title: 'Again' }, seen),
      client.startTask(task.id, {}, seen),
      client.enqueueRun(task.id, {}, seen),
      client.cancel(task.id, {}, seen),
      client.deleteTask(task.id, seen),
    ]) {
      await expect(late).rejects.toMatchObject({ status: 412 });
    }
    expect((await client.getTask(task.id)).task).toMatchObject({ title: 'Changed', status: 'ready' });
  });

  it('claims, extends, reports, releases and completes', async () => {
    const runId = await queued('Count');
    const claim = await agent.claimNext({ lease_seconds: 30, wait: true });
    expect(claim?.run).toMatchObject({ id: runId, status: 'claimed', session_id: session.session_id });
    const fence = { claim_token_hash: claim?.lease.claim_token_hash ?? '' };
    expect(await agent.heartbeat(runId, { lease_seconds: 60, ...fence })).toMatchObject({ status: 'claimed' });
    const step = { index: 0, description: 'Counting', actions: [{ name: 'count', is_done: true }] };
    expect(await agent.reportProgress(runId, { steps: [step], ...fence })).toBe(1);
    await agent.reportProgress(runId, { log: ['one', 'two'], usage: { input_tokens: 5, tool_calls: 1 }, ...fence });
    expect((await client.getRun(runId)).summary).toMatchObject({ input_tokens: 5, tool_call_count: 1 });
    expect(await agent.release(runId, { reason: 'lunch', ...fence })).toMatchObject({ status: 'queued' });
    await expect(agent.heartbeat(runId, fence)).rejects.toMatchObject({ status: 409 });
    const second = await agent.claimNext();
    await expect(agent.complete(runId, fence)).rejects.toMatchObject({ status: 409, code: 'AUTONOMY_LEASE_EXPIRED' });
    const anew = { claim_token_hash: second?.lease.claim_token_hash ?? '' };
    expect(await agent.complete(runId, { result: { count: 2 }, ...anew })).toMatchObject({ status: 'completed' });
  });

  it('answers undefined when there is no work', async () => {
    expect(await agent.claimNext()).toBeUndefined();
  });

  it('follows a task from its past into its present', async () => {
    const task = await client.createTask({ scope: 'global', title: 'Followed' });
    const { run } = await client.startTask(task.id);
    const types: string[] = [];
    const sequences: number[] = [];
    for await (const { type, sequence } of client.stream(task.id)) {
      types.push(type);
      sequences.push(sequence);
      if (type === 'task.run_enqueued') await agent.claimNext();
      if (type === 'task.run_claimed') await agent.complete(run.id, { result: 1 });
      if (type === 'task.run_completed') break;
    }
    expect(types).toEqual(['task.created', 'task.run_enqueued', 'task.run_claimed', 'task.run_completed']);
    const timeline = await client.timeline(task.id);
    expect(timeline.map(({ sequence }) => sequence)).toEqual(sequences);
    expect(await client.timeline(task.id, { after_sequence: sequences[1] ?? 0, limit: 1 })).toEqual([timeline[2]]);
  });

  it('reads across tasks: inbox, dashboard, all events and views', async () => {
    const workspace = await app.api.post<{ workspace: { id: string } }>('/api/workspaces', { name: 'across' });
    const { id } = workspace.body.workspace;
    const owner = { kind: 'human', ref: 'local-user' } as const;
    const mine = await client.createTask({ scope: 'workspace', workspace: id, title: 'Mine', owner });
    const inbox = async () =>
      (await client.getInbox({ scope: 'workspace', workspace: 'across' })).groups?.map(({ lane, count }) => [
        lane,
        count,
      ]);
    expect(await inbox()).toContainEqual(['my_work', 1]);
    expect(await client.triage(mine.id, 'archive')).toMatchObject({ archived: true });
    expect(await inbox()).toContainEqual(['archived', 1]);
    expect((await client.getDashboard({ scope: 'workspace', workspace: 'across' })).totals).toMatchObject({
      tasks_total: 1,
    });
    for await (const { type, timeline } of client.streamAll({ workspace: 'across', type: ['task.created'] })) {
      expect([type, timeline.task.id]).toEqual(['task.created', mine.id]);
      break;
    }
    expect((await client.listViews()).map(({ name }) => name)).toEqual(expect.arrayContaining(['inbox', 'task']));
    expect(await client.rebuildView('inbox')).toMatchObject({ name: 'inbox' });
    await expect(client.rebuildView('nothing')).rejects.toMatchObject({ status: 404 });
  });

  it('keeps and stops sessions', async () => {
    expect(await client.heartbeatSession(session.session_id)).toMatchObject({ state: 'active' });
    await client.stopSession(session.session_id, { reason: 'done' });
    expect(await client.getSession(session.session_id)).toMatchObject({ state: 'stopped', stop_reason: 'done' });
    await expect(agent.claimNext()).rejects.toMatchObject({ status: 401, code: 'identity_stale' });
  });

  it('passes refusals on', async () => {
    await expect(client.getTask('task-unknown')).rejects.toMatchObject({
      status: 404,
      requestId: expect.any(String) as string,
    });
    await expect(client.createTask({ scope: 'global', title: '' })).rejects.toMatchObject({ status: 422 });
    await expect(client.stream('task-unknown').next()).rejects.toMatchObject({ status: 404 });
  });
});
