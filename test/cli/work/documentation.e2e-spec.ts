import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORK_USAGE } from '../../../src/cli/work/options.js';
import { TaskledgerClient } from '../../../src/client/index.js';
import { stopSpawned } from '../../support/spawn-service.js';
import { startTestApp } from '../../support/test-app.js';
import { eventOf, startWorkerWith, taskFor } from './support.js';

const ROOT = join(__dirname, '../../..');
const manual = readFileSync(join(ROOT, 'docs/worker.md'), 'utf8');

describe('the manual of the worker', () => {
  afterEach(stopSpawned);

  it('has the command line that --help prints', () => {
    expect(manual).toContain(`\`\`\`\n${WORK_USAGE}\`\`\`\n`);
  });

  it('has an example that works', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'taskledger-manual-'));
    const app = await startTestApp();
    try {
      const script = join(folder, 'count-words.mjs');
      writeFileSync(script, /```js\n(.*?)```/s.exec(manual)?.[1] ?? '');
      const client = new TaskledgerClient({ url: app.url });
      const started = await taskFor(client, 'counter', { path: join(ROOT, 'README.md') });
      await startWorkerWith(app.url, '--agent counter', [process.execPath, script]);
      const completed = await eventOf(client, started, 'task.run_completed');
      expect(completed.payload).toMatchObject({ result: { words: expect.any(Number) as number } });
    } finally {
      await stopSpawned();
      await app.close();
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});
