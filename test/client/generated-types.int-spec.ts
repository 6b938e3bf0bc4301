import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

it('the types of the client are those of openapi.json', () => {
  const cwd = join(__dirname, '../..');
  const check = spawnSync(process.execPath, ['scripts/write-client-types.mjs', '--check'], { cwd, encoding: 'utf8' });
  expect(check.stderr).toBe('');
  expect(check.status).toBe(0);
});
