/** What the README shows is what happens: its first five minutes are run as printed, against a service of their own. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { runToEnd, spawnService, stopSpawned } from '../support/spawn-service.js';

const run = promisify(execFile);
const CLI = 'dist/src/cli.js';

afterEach(stopSpawned);

test('the first five minutes work as printed', async () => {
  const service = await spawnService();
  const readme = readFileSync('README.md', 'utf8').split('<!-- run: first-five-minutes -->')[1] ?? '';
  const script = block(readme, 'sh').replace('http://127.0.0.1:3000', service.url);
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script]);
  expect(stdout.trim()).toBe(block(readme, 'text').trim());
  const verdict = await runToEnd({ home: service.home, entry: CLI, args: ['verify'] });
  expect(verdict.stdout).toContain('intact: 6 events in 2 streams, positions 1 to 6 without a gap');
  expect(verdict.code).toBe(0);
}, 180_000);

test('the settings in the operating guide are those of the code', async () => {
  await run(process.execPath, ['scripts/write-settings-docs.mjs', '--check']);
});

function block(text: string, language: string): string {
  return new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? '';
}
