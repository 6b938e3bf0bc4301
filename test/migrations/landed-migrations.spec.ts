/**
 * A migration that has landed has run on somebody's database: what is changed in it afterwards never gets there. So each is
 * listed with its SHA-256 (`sha256sum` can read the list), and to the list itself lines are only added.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const LIST = 'test/migrations/landed-migrations.txt';
const NO_HISTORY = !existsSync(join(ROOT, '.git')) || spawnSync('git', ['--version']).status !== 0;

/** Lines end alike wherever the files were checked out. */
function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8').replaceAll('\r\n', '\n');
}

const nameOf = (line: string) => line.split('  ')[1];
const listed = textOf(LIST).trimEnd().split('\n');
const found = readdirSync(join(ROOT, 'migrations'))
  .filter((name) => name.endsWith('.ts') && name !== 'index.ts')
  .sort()
  .map(
    (name) =>
      `${createHash('sha256')
        .update(textOf(`migrations/${name}`))
        .digest('hex')}  ${name}`,
  );

/** The line with which each migration was committed first, whatever became of the list since. */
function firstLines(): string[] {
  const log = ['log', '--reverse', '--format=', '--patch', '--', LIST];
  const { status, stdout, stderr } = spawnSync('git', ['-c', 'safe.directory=*', '-C', ROOT, ...log], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const added = stdout.split('\n').filter((line) => /^\+[0-9a-f]/.test(line));
  const lines = added.map((line) => line.slice(1));
  return lines.filter((line, at) => lines.findIndex((other) => nameOf(other) === nameOf(line)) === at);
}

describe('the migrations that have landed', () => {
  it('are as they landed: what a database still needs comes in a new one', () => {
    expect(listed.filter((line) => !found.includes(line))).toEqual([]);
  });

  it(`are all listed: a new one adds its line to ${LIST} when it lands`, () => {
    const names = listed.map(nameOf);
    expect(found.filter((line) => !names.includes(nameOf(line)))).toEqual([]);
  });

  (NO_HISTORY ? it.skip : it)('have kept the line with which they were listed first', () => {
    expect(firstLines().filter((line) => !listed.includes(line))).toEqual([]);
  });
});
