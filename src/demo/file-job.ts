import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** What a file's task is about; the metadata of task and run. */
export interface FileJob {
  readonly path: string;
  /** Where the gzipped file goes. */
  readonly gzip_path: string;
}

/** What a worker finds out; the result of a file's run. */
export interface FileFacts {
  readonly bytes: number;
  readonly lines: number;
  readonly words: number;
  readonly sha256: string;
  readonly gzip_bytes: number;
}

/** What all files have together; the result of the summary's run. */
export type Totals = Omit<FileFacts, 'sha256'> & { readonly files: number };

/** Works the file out once more, in another way than the worker did. */
export function expectedFacts({ path, gzip_path }: FileJob): FileFacts {
  const content = readFileSync(path);
  const text = content.toString('latin1');
  return {
    bytes: content.length,
    lines: text.split('\n').length - 1,
    words: text.match(/[^\t-\r ]+/g)?.length ?? 0,
    sha256: createHash('sha256').update(content).digest('hex'),
    gzip_bytes: readFileSync(gzip_path).length,
  };
}

export function expectedTotals(facts: readonly FileFacts[]): Totals {
  const sum = (name: 'bytes' | 'lines' | 'words' | 'gzip_bytes'): number =>
    facts.reduce((total, one) => total + one[name], 0);
  return {
    files: facts.length,
    bytes: sum('bytes'),
    lines: sum('lines'),
    words: sum('words'),
    gzip_bytes: sum('gzip_bytes'),
  };
}

/** Whether what was gzipped is the file. */
export function isGzipOf({ path, gzip_path }: FileJob): boolean {
  return gunzipSync(readFileSync(gzip_path)).equals(readFileSync(path));
}

/** What is wrong with a result; nothing when it is as expected. */
export function differences<T extends object>(actual: Partial<T> | undefined, expected: T): string[] {
  const names = Object.keys(expected) as (keyof T & string)[];
  const wrong = names.filter((name) => actual?.[name] !== expected[name]);
  return wrong.map((name) => `${name} is ${String(actual?.[name] ?? 'missing')} instead of ${String(expected[name])}`);
}
