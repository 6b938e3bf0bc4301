import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import {
  differences,
  expectedFacts,
  expectedTotals,
  type FileFacts,
  type FileJob,
  isGzipOf,
} from '../../src/demo/file-job.js';
import { makeInputFiles } from '../../src/demo/input-files.js';

const ROOT = join(__dirname, '../..');
const COMMAND = join(ROOT, 'dist/src/demo/do-task.js');

describe('the work of the demo', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'taskledger-files-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  function processed(content: string | Buffer): { job: FileJob; facts: FileFacts; said: string[] } {
    const path = join(folder, 'input.txt');
    writeFileSync(path, content);
    const job = { path, gzip_path: `${path}.gz` };
    const input = JSON.stringify({ run: { metadata: job } });
    const { stdout } = spawnSync(process.execPath, [COMMAND], { input, encoding: 'utf8' });
    const said = stdout.trim().split('\n');
    return { job, facts: JSON.parse(said.pop() ?? '') as FileFacts, said };
  }

  it.each([
    ['words and lines', 'one two\n  three\tfour\r\n\nfive'],
    ['nothing', ''],
    ['other alphabets', 'zwölf 漢字\u00a0x 😀\n'],
    ['bytes that are no text', Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7919) % 256))],
  ])('is checked in another way: %s', (_name, content) => {
    const { job, facts } = processed(content);
    expect(differences(facts, expectedFacts(job))).toEqual([]);
    expect(isGzipOf(job)).toBe(true);
  });

  it('counts as people do', () => {
    expect(processed('one two\nthree\n').facts).toMatchObject({ bytes: 14, lines: 2, words: 3 });
  });

  it('says how far it is', () => {
    const { said } = processed('a few words on a line\n'.repeat(30_000));
    expect(said.length).toBeGreaterThan(1);
    expect(said.every((line) => /^\d+ %$/.test(line))).toBe(true);
  });

  it('finds wrong results', () => {
    const { job, facts } = processed('one two\nthree\n');
    expect(differences({ ...facts, words: 4 }, expectedFacts(job))).toEqual(['words is 4 instead of 3']);
    expect(differences(undefined, expectedFacts(job))).toHaveLength(5);
    writeFileSync(job.path, 'one two\nthree.\n');
    expect(isGzipOf(job)).toBe(false);
  });

  it('knows the sums', () => {
    const [one, two] = [processed('one two\nthree\n').facts, processed('four').facts];
    const gzip_bytes = one.gzip_bytes + two.gzip_bytes;
    expect(expectedTotals([one, two])).toEqual({ files: 2, bytes: 18, lines: 2, words: 4, gzip_bytes });
  });
});

it('the texts of the demo are real, few enough for one summary, and the largest comes first', () => {
  const folder = mkdtempSync(join(tmpdir(), 'taskledger-files-'));
  try {
    const files = makeInputFiles(ROOT, join(folder, 'texts'));
    expect(files.length).toBeGreaterThan(10);
    expect(files.length).toBeLessThanOrEqual(32);
    expect(files[0]?.name).toBe('everything.txt');
    expect(files[0]?.bytes).toBeGreaterThan(5_000_000);
    expect(files.map(({ name }) => name).sort()).toEqual(readdirSync(join(folder, 'texts')).sort());
    expect(files.map(({ path }) => basename(path))).toContain('README.md');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
