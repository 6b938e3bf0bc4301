import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { FileFacts, FileJob } from './file-job.js';

/** Reads no faster than this, in bytes a second, so that people can watch. */
const PACE = 3_000_000;
const CHUNK = 128 * 1024;
const STEP_PERCENT = 10;

/**
 * Reads the file, counts its lines and words, takes its SHA-256 and writes it gzipped beside the others. Prints how far
 * it is on the way.
 */
export async function processFile({ path, gzip_path }: FileJob): Promise<FileFacts> {
  const { size } = await stat(path);
  const hash = createHash('sha256');
  const startedAt = performance.now();
  let [bytes, lines, words, inWord, said] = [0, 0, 0, false, 0];

  async function* observe(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      for (const byte of chunk) {
        const blank = byte === 32 || (byte >= 9 && byte <= 13);
        if (!blank && !inWord) words += 1;
        if (byte === 10) lines += 1;
        inWord = !blank;
      }
      bytes += chunk.length;
      yield chunk;
      await delay(Math.max(0, (bytes / PACE) * 1000 - (performance.now() - startedAt)));
      const percent = Math.floor((100 * bytes) / size);
      if (percent >= said + STEP_PERCENT && percent < 100) console.log(`${(said = percent)} %`);
    }
  }

  const partial = `${gzip_path}.${process.pid}`;
  await pipeline(createReadStream(path, { highWaterMark: CHUNK }), observe, createGzip(), createWriteStream(partial));
  await rename(partial, gzip_path);
  const { size: gzip_bytes } = await stat(gzip_path);
  return { bytes, lines, words, sha256: hash.digest('hex'), gzip_bytes };
}
