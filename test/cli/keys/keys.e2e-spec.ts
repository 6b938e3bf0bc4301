/** Keys from the command line, as an operator makes the first one: on a home, before and while the service runs. */
import { resolve } from 'node:path';
import { createTestDatabase } from '../../support/database.js';
import { runToEnd, spawnService, stopSpawned, temporaryHome } from '../../support/spawn-service.js';

jest.setTimeout(240_000);

afterEach(stopSpawned);

const CLI = resolve('dist/src/cli.js');
const SECRET = /^tl_[A-Za-z0-9_-]{43}\n$/;

interface Where {
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const keys = (where: Where, ...args: string[]) => runToEnd({ ...where, entry: CLI, args: ['keys', ...args] });

async function statusOf(url: string, secret: string): Promise<number> {
  return (await fetch(`${url}/api/tasks`, { headers: { authorization: `Bearer ${secret.trim()}` } })).status;
}

it('makes the first key of a home, which the service then takes, and goes on while it runs', async () => {
  const home = temporaryHome();
  const first = await keys({ home }, 'create', '--label', 'root', '--role', 'admin');
  expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(SECRET) as string });
  expect(first.stderr).toMatch(/created key-[0-9a-f]{16}: root, admin/);
  expect(first.stderr).not.toContain(first.stdout.trim());

  const service = await spawnService({ home, env: { AUTH: 'keys' } });
  expect(await statusOf(service.url, 'tl_none')).toBe(401);
  expect(await statusOf(service.url, first.stdout)).toBe(200);

  const made = await keys({ home }, 'create', '--label', 'second', '--role', 'viewer', '--expires', '1d', '--json');
  const { key } = JSON.parse(made.stdout) as { key: { id: string; secret: string; expires_at: string } };
  expect(key).toMatchObject({ label: 'second', role: 'viewer', principal_ref: 'second' });
  expect(await statusOf(service.url, key.secret)).toBe(200);

  const listed = await keys({ home }, 'list');
  expect(listed.stdout).toContain(key.id);
  expect(listed.stdout).not.toContain('tl_');
  const json = JSON.parse((await keys({ home }, 'list', '--json')).stdout) as { keys: { label: string }[] };
  expect(json.keys.map(({ label }) => label)).toEqual(['second', 'root']);

  const revoked = await keys({ home }, 'revoke', key.id);
  expect(revoked).toMatchObject({ code: 0, stdout: '', stderr: `revoked ${key.id}: second\n` });
  expect(await statusOf(service.url, key.secret)).toBe(401);
  expect(service.output()).not.toContain(key.secret);
  const proof = await runToEnd({ home, entry: CLI, args: ['verify'] });
  expect(proof).toMatchObject({ code: 0, stdout: expect.stringContaining('intact') as string });
});

it('works on a given database, and says in one line what is wrong', async () => {
  const database = await createTestDatabase();
  const where = { env: { DATABASE_URL: database.url } };
  try {
    expect(await keys(where, 'list', '--json')).toMatchObject({ code: 0, stdout: '{"keys":[]}\n' });
    expect(await keys(where, 'create', '--label', 'a', '--role', 'viewer', '--workspace', 'nowhere')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'taskledger: keys: workspace nowhere not found\n',
    });
    expect(await keys(where, 'revoke', 'key-none')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'taskledger: keys: key key-none not found\n',
    });
    const usage = await keys(where, 'create', '--label', 'a');
    expect(usage).toMatchObject({ code: 2, stdout: '' });
    expect(usage.stderr).toContain('--role must be one of');
    expect(await keys(where, 'create', '--nonsense')).toMatchObject({ code: 2, stdout: '' });
    const help = await keys(where, '--help');
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('taskledger keys create') as string });
  } finally {
    await database.drop();
  }
});
