import { type Dirent, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** One text that the demo has work for. */
export interface InputFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

const TEXT = /\.(md|js|mjs|cjs|ts|json|yaml|txt)$/;
/** Packages that the service runs on; their sources are the larger texts. */
const PACKAGES = ['typeorm', 'rxjs', '@nestjs', 'fastify', 'class-validator', 'prom-client'];
const LARGEST_BYTES = 14_000_000;
const LEAST_BYTES = 1_000;
/** A task may depend on so many others, and the summary depends on every file. */
const MOST_FILES = 32;

/**
 * Fills `directory` with real texts: the package's own documents as they are, its manuals, the sources of each of its
 * parts and of the packages that it uses as one file each, and all of these together. The largest come first.
 */
export function makeInputFiles(packageRoot: string, directory: string): InputFile[] {
  mkdirSync(directory, { recursive: true });
  const documents = textsIn(packageRoot, 1).filter((path) => path.endsWith('.md') || basename(path) === 'openapi.json');
  const parts = directoriesIn(join(packageRoot, 'dist/src')).map(
    (path) => [`source-${basename(path)}.txt`, path] as const,
  );
  const modules =
    basename(dirname(packageRoot)) === 'node_modules' ? dirname(packageRoot) : join(packageRoot, 'node_modules');
  const packages = PACKAGES.map((name) => [`package-${name.replace('@', '')}.txt`, join(modules, name)] as const);
  const manuals = ['manuals.txt', join(packageRoot, 'docs')] as const;
  const texts = [
    ...documents.map((path) => [basename(path), readFileSync(path)] as const),
    ...[manuals, ...parts, ...packages].map(([name, path]) => [name, concatenated(textsIn(path))] as const),
  ].filter(([, text]) => text.length >= LEAST_BYTES);
  const everything = Buffer.concat(texts.map(([, text]) => text)).subarray(0, LARGEST_BYTES);
  const largest = [['everything.txt', everything] as const, ...texts].sort((a, b) => b[1].length - a[1].length);
  return largest.slice(0, MOST_FILES).map(([name, text]) => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return { name, path, bytes: text.length };
  });
}

function concatenated(paths: readonly string[]): Buffer {
  return Buffer.concat(paths.map((path) => readFileSync(path))).subarray(0, LARGEST_BYTES);
}

function textsIn(directory: string, depth = 12): string[] {
  return entries(directory)
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return depth > 1 ? textsIn(path, depth - 1) : [];
      return entry.isFile() && TEXT.test(entry.name) ? [path] : [];
    })
    .sort();
}

function directoriesIn(directory: string): string[] {
  return entries(directory).flatMap((entry) => (entry.isDirectory() ? [join(directory, entry.name)] : []));
}

function entries(directory: string): Dirent[] {
  return statSync(directory, { throwIfNoEntry: false })?.isDirectory()
    ? readdirSync(directory, { withFileTypes: true })
    : [];
}
