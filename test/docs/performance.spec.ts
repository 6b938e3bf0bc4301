/** docs/performance.md shows the results that are kept in bench/results, and what shows others is noticed. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SCRIPT = 'scripts/write-performance-docs.mjs';
const page = readFileSync('docs/performance.md', 'utf8');

let directory: string;

beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'taskledger-docs-'))));
afterAll(() => rmSync(directory, { recursive: true }));

function copy(text: string): string {
  const file = join(directory, 'performance.md');
  writeFileSync(file, text);
  return file;
}

test('the page is what the results say', async () => {
  await run(process.execPath, [SCRIPT, '--check']);
});

test('a figure that was changed by hand is noticed, and written anew', async () => {
  const file = copy(page.replace(/\d+\.\d+ \|/, '0.001 |'));
  expect(readFileSync(file, 'utf8')).not.toBe(page);
  await expect(run(process.execPath, [SCRIPT, '--check', file])).rejects.toMatchObject({ code: 1 });
  await run(process.execPath, [SCRIPT, file]);
  expect(readFileSync(file, 'utf8')).toBe(page);
});
