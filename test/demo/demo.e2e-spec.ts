import { resolve } from 'node:path';
import { runToEnd, stopSpawned } from '../support/spawn-service.js';

const DEMO = resolve(__dirname, '../../dist/src/demo/demo.js');
jest.setTimeout(300_000);

afterEach(stopSpawned);

it('the demo ends well', async () => {
  // Its own limit is for people at a terminal, not for a loaded machine.
  const { code, stdout, stderr } = await runToEnd({ entry: DEMO, env: { DEMO_SECONDS: '240' } });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/killed at \d+ % of everything\.txt/);
  expect(stdout).toMatch(/task\.run_lease_expired +daemon:scheduler/);
  expect(stdout).toMatch(/^intact: \d+ events/m);
  expect(stdout).toMatch(/its last file is done: the summary is queued/);
  expect(stdout).toMatch(/completed {2}the summary: [\d,]+ words/);
  expect(stdout).toMatch(/^All \d+ files and their summary are right\.$/m);
  expect(stdout).not.toContain('\u001b');
  expect(code).toBe(0);
});
