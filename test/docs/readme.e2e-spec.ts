/** What the README shows is what happens: its first five minutes are run as printed, against a service of their own. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { runToEnd, spawnService, stopSpawned } from '../support/spawn-service.js';
import { examplesOf, printedBy } from './support/examples.js';

const run = promisify(execFile);
const CLI = 'dist/src/cli.js';

afterEach(stopSpawned);

test('the first five minutes work as printed', async () => {
  const service = await spawnService();
  const [example, ...others] = examplesOf('README.md');
  expect(others).toEqual([]);
  expect(await printedBy(example ?? { script: '' }, service.url)).toBe(example?.output);
  const verdict = await runToEnd({ home: service.home, entry: CLI, args: ['verify'] });
  expect(verdict.stdout).toContain('intact: 6 events in 2 streams, positions 1 to 6 without a gap');
  expect(verdict.code).toBe(0);
}, 180_000);

test('the settings in the operating guide are those of the code', async () => {
  await run(process.execPath, ['scripts/write-settings-docs.mjs', '--check']);
});
