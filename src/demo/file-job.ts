import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** What a task of the demo is about; the metadata of task and run. */
export interface FileJob {
  readonly path: string;
  /** Where the gzipped file goes. */
  readonly gzip_path: string;
}

/** What a worker finds out; the result of the run. */
export interface FileFacts {
  readonly bytes: number;
  readonly lines: number;
  readonly words: number;
  readonly sha256: string;
  readonly gzip_bytes: number;
}

/** Works the file out once more, in another way than the worker did. Answers what is wrong; nothing when all is right. */
export function checkFacts({ path, gzip_path }: FileJob, facts: Partial<FileFacts> | undefined): string[] {
  const content = readFileSync(path);
  const zipped = readFileSync(gzip_path);
  const text = content.toString('latin1');
  const expected: FileFacts = {
    bytes: content.length,
    lines: text.split('\n').length - 1,
    words: text.match(/[^\t-\r ]+/g)?.length ?? 0,
    sha256: createHash('sha256').update(content).digest('hex'),
    gzip_bytes: zipped.length,
  };
  const names = Object.keys(expected) as (keyof FileFacts)[];
  const wrong = names.filter((name) => facts?.[name] !== expected[name]);
  const problems = wrong.map((name) => `${name} is ${facts?.[name] ?? 'missing'} instead of ${expected[name]}`);
  return gunzipSync(zipped).equals(content) ? problems : [...problems, 'the gzipped file is not the file'];
}
