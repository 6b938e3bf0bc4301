import { TaskledgerClient } from '../../../src/client/index.js';
import { isAlive, runToEnd, stopSpawned } from '../../support/spawn-service.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { until } from '../../support/until.js';
import { eventOf, loggedLines, startWorker, startWorkerWith, taskFor } from './support.js';

/** Generous: starting a worker takes seconds on a loaded machine. */
jest.setTimeout(120_000);

describe('taskledger work', () => {
  let app: TestApp;
  let client: TaskledgerClient;

  beforeAll(async () => {
    app = await startTestApp();
    client = new TaskledgerClient({ url: app.url });
  });

  afterEach(stopSpawned);
  afterAll(() => app.close());

  it('runs the command once for each run, with the claim on its standard input and ids in its environment', async () => {
    const tasks = [
      await taskFor(client, 'echo', { path: 'a.txt' }),
      await taskFor(client, 'echo', { path: 'b.txt' }),
    ] as const;
    const script = `
      const claim = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
      console.log('looking at ' + claim.run.metadata.path);
      const ids = Object.entries(process.env).filter(([name]) => /^TASKLEDGER_(RUN|TASK|SESSION)_ID$|ATTEMPT|AGENT/.test(name));
      console.log(JSON.stringify({ claim, env: Object.fromEntries(ids) }));`;
    const worker = await startWorker(app.url, '--agent echo --concurrency 2', script);
    for (const started of tasks) {
      await eventOf(client, started, 'task.run_completed');
      const { run } = await client.getRun(started.runId);
      expect(run.result).toMatchObject({
        claim: { task: { id: started.task.id }, run: { id: started.runId }, lease: { session_id: run.session_id } },
        env: {
          TASKLEDGER_RUN_ID: started.runId,
          TASKLEDGER_TASK_ID: started.task.id,
          TASKLEDGER_SESSION_ID: run.session_id,
          TASKLEDGER_ATTEMPT: '1',
          TASKLEDGER_AGENT: 'echo',
        },
      });
    }
    expect((await loggedLines(client, tasks[0]))[0]).toBe('looking at a.txt');
    expect((await loggedLines(client, tasks[1]))[0]).toBe('looking at b.txt');
    worker.kill('SIGTERM');
    expect(await worker.exited).toEqual({ code: 0, signal: null });
  });

  it('works for a workspace by its name, and offers its capabilities', async () => {
    const answer = await fetch(`${app.url}/api/workspaces`, {
      method: 'POST',
      body: JSON.stringify({ name: 'office' }),
    });
    const { workspace } = (await answer.json()) as { workspace: { id: string } };
    const task = await client.createTask({ scope: 'workspace', workspace: 'office', title: 'in the office' });
    const started = { task, runId: (await client.startTask(task.id)).run.id };
    const print = ['sh', '-c', 'echo "[\\"$TASKLEDGER_WORKSPACE_ID\\",\\"$TASKLEDGER_URL\\"]"'];
    await startWorkerWith(app.url, '--agent clerk --workspace office --capability type --capability file', print);
    const completed = await eventOf(client, started, 'task.run_completed');
    expect(completed.payload).toMatchObject({ result: [workspace.id, app.url] });
    expect(await client.getSession(completed.actor.ref)).toMatchObject({
      capabilities: ['type', 'file'],
      ttl_seconds: 90,
    });
  });

  it('completes with the whole output when its last line is no JSON', async () => {
    const started = await taskFor(client, 'text');
    await startWorkerWith(app.url, '--agent text', ['sh', '-c', 'echo one; echo two']);
    const completed = await eventOf(client, started, 'task.run_completed');
    expect(completed.payload).toMatchObject({ result: 'one\ntwo' });
  });

  it('fails the run with exit code and the last words on standard error', async () => {
    const started = await taskFor(client, 'failing');
    await startWorkerWith(app.url, '--agent failing', ['sh', '-c', 'echo working; echo "no such file" >&2; exit 3']);
    const failed = await eventOf(client, started, 'task.run_failed');
    expect(failed.payload).toMatchObject({ error: 'exit code 3: no such file', metadata: { exit_code: 3 } });
    expect((await loggedLines(client, started)).sort()).toEqual(['no such file', 'working']);
  });

  it('fails the run of a command that a signal ended', async () => {
    const started = await taskFor(client, 'crashing');
    await startWorkerWith(app.url, '--agent crashing', ['sh', '-c', 'kill -SEGV $$']);
    const failed = await eventOf(client, started, 'task.run_failed');
    expect(failed.payload).toMatchObject({ error: 'killed by SIGSEGV', metadata: { signal: 'SIGSEGV' } });
  });

  it('fails the run when the service refuses its result', async () => {
    const started = await taskFor(client, 'leaking');
    await startWorkerWith(app.url, '--agent leaking', ['echo', '{"claim_token":"x"}']);
    const failed = await eventOf(client, started, 'task.run_failed');
    expect(failed.payload).toMatchObject({ error: expect.stringMatching(/^the result was refused: /) as string });
  });

  it('sends every line of a chatty command, in order', async () => {
    const started = await taskFor(client, 'chatty');
    await startWorker(app.url, '--agent chatty', 'for (let i = 0; i < 5000; i += 1) console.log("line " + i)');
    await eventOf(client, started, 'task.run_completed');
    expect(await loggedLines(client, started)).toEqual(Array.from({ length: 5_000 }, (_, i) => `line ${i}`));
  });

  it('does not wait for what the command left behind', async () => {
    const started = await taskFor(client, 'forking');
    const script = `
      const { spawn } = require('node:child_process');
      const child = spawn('sleep', ['600'], { stdio: 'inherit', detached: true });
      console.log(child.pid);
      process.exit(0);`;
    await startWorker(app.url, '--agent forking', script);
    const completed = await eventOf(client, started, 'task.run_completed');
    process.kill((completed.payload as { result: number }).result, 'SIGKILL');
  });

  it('keeps the lease while the command is silent for longer', async () => {
    const started = await taskFor(client, 'slow');
    await startWorkerWith(app.url, '--agent slow --lease 6', ['sleep', '7']);
    await eventOf(client, started, 'task.run_completed');
    const types = (await client.timeline(started.task.id)).map(({ event_type }) => event_type);
    expect(types.filter((type) => type === 'task.run_claimed')).toHaveLength(1);
    expect(types.filter((type) => type === 'task.run_lease_extended').length).toBeGreaterThanOrEqual(2);
  });

  describe('that loses its lease', () => {
    it('ends the command and reports nothing', async () => {
      const started = await taskFor(client, 'frozen');
      const worker = await startWorker(
        app.url,
        '--agent frozen --lease 4',
        'console.log(process.pid); setInterval(() => 0, 1e3)',
      );
      const progress = await eventOf(client, started, 'task.run_progress');
      const commandPid = Number((progress.payload as { log: string[] }).log[0]);
      worker.kill('SIGSTOP');
      await eventOf(client, started, 'task.run_lease_expired');
      const other = client.withSession(await client.registerSession({ agent_name: 'frozen' }));
      const claim = await other.claimNext({ wait: true });
      expect(claim?.run).toMatchObject({ id: started.runId, attempt: 1 });
      worker.kill('SIGCONT');
      await until('the command is ended', () => !isAlive(commandPid));
      await until('the worker says so', () => worker.stderr().includes('lost the run'));
      await other.complete(started.runId, { result: 'by another' });
      const { run } = await client.getRun(started.runId);
      expect(run).toMatchObject({ status: 'completed', result: 'by another' });
      expect(isAlive(worker.pid)).toBe(true);
    });

    it('goes on with a new session when its own was stopped', async () => {
      const started = await taskFor(client, 'stopped');
      const worker = await startWorkerWith(app.url, '--agent stopped --lease 3', ['sleep', '600']);
      const claimed = await eventOf(client, started, 'task.run_claimed');
      await client.stopSession(claimed.actor.ref);
      const again = await eventOf(client, started, 'task.run_claimed', ({ actor }) => actor.ref !== claimed.actor.ref);
      expect(again.run?.id).toBe(started.runId);
      expect(worker.stderr()).toContain('lost the run');
    });
  });

  describe('that is stopped', () => {
    it('ends the command, releases the run and stops the session', async () => {
      const started = await taskFor(client, 'polite');
      const script =
        'process.on("SIGTERM", () => { console.log("terminating"); process.exit(0); }); console.log("up"); setInterval(() => 0, 1e3)';
      const worker = await startWorker(app.url, '--agent polite', script);
      const { actor } = await eventOf(client, started, 'task.run_progress');
      worker.kill('SIGTERM');
      expect(await worker.exited).toEqual({ code: 0, signal: null });
      const released = await eventOf(client, started, 'task.run_released');
      expect(released).toMatchObject({ payload: { reason: 'worker shutdown' }, run: { status: 'queued' } });
      expect(await loggedLines(client, started)).toEqual(['up', 'terminating']);
      expect(await client.getSession(actor.ref)).toMatchObject({ state: 'stopped', stop_reason: 'worker shutdown' });
    });

    it('kills a command that does not end within the grace', async () => {
      const started = await taskFor(client, 'stubborn');
      const script =
        'process.on("SIGTERM", () => console.log("never")); console.log(process.pid); setInterval(() => 0, 1e3)';
      const worker = await startWorker(app.url, '--agent stubborn --grace 1', script);
      const progress = await eventOf(client, started, 'task.run_progress');
      worker.kill('SIGINT');
      expect(await worker.exited).toEqual({ code: 0, signal: null });
      expect(isAlive(Number((progress.payload as { log: string[] }).log[0]))).toBe(false);
      await eventOf(client, started, 'task.run_released');
    });

    it('ends at once with its command at the second signal', async () => {
      const started = await taskFor(client, 'hurried');
      const script =
        'process.on("SIGTERM", () => console.log("never")); console.log(process.pid); setInterval(() => 0, 1e3)';
      const worker = await startWorker(app.url, '--agent hurried --grace 3600', script);
      const progress = await eventOf(client, started, 'task.run_progress');
      const commandPid = Number((progress.payload as { log: string[] }).log[0]);
      worker.kill('SIGTERM');
      await eventOf(client, started, 'task.run_progress', ({ payload }) => JSON.stringify(payload).includes('never'));
      worker.kill('SIGTERM');
      expect(await worker.exited).toEqual({ code: 143, signal: null });
      await until('the command is gone', () => !isAlive(commandPid));
    });

    it('ends an idle worker within its wait for work', async () => {
      const worker = await startWorkerWith(app.url, '--agent idle --concurrency 12', ['true']);
      await until('all slots wait', () => worker.stderr().split('waits for work').length === 13);
      worker.kill('SIGTERM');
      expect(await worker.exited).toEqual({ code: 0, signal: null });
      expect(worker.stderr()).not.toContain('Warning');
    });
  });

  describe('that cannot work', () => {
    it('gives the run back when the command does not exist, and ends', async () => {
      const started = await taskFor(client, 'misspelt');
      const worker = await startWorkerWith(app.url, '--agent misspelt', ['no-such-command']);
      expect(await worker.exited).toEqual({ code: 127, signal: null });
      const released = await eventOf(client, started, 'task.run_released');
      expect(released.payload).toMatchObject({ reason: 'no-such-command cannot be started: ENOENT' });
    });

    it('says what the service refuses, and ends', async () => {
      const worker = await startWorkerWith(app.url, '--agent a --workspace nowhere', ['true']);
      expect(await worker.exited).toEqual({ code: 1, signal: null });
      expect(worker.stderr()).toMatch(/cannot go on: .*workspace/);
    });

    it('explains a bad command line', async () => {
      const entry = require.resolve('../../../dist/src/cli.js');
      const { code, stderr } = await runToEnd({
        entry,
        args: ['work', '--agent', 'a', '--concurrency', 'many', '--', 'true'],
      });
      expect(code).toBe(2);
      expect(stderr).toMatch(/--concurrency many: a whole number from 1 to 256/);
    });
  });
});
