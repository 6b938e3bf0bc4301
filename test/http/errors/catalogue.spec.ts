import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGUE, catalogueEntry } from '../../../src/http/errors/catalogue.js';
import { categoryOf } from '../../../src/http/errors/diagnostic-registry.js';
import { errorDocumentation } from '../../../src/http/errors/documentation.js';
import { statusFor } from '../../../src/http/errors/failure-class.js';

const codes = Object.keys(CATALOGUE);

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

describe('the catalogue', () => {
  it.each(codes)('documents %s', (code) => {
    const entry = catalogueEntry(code);
    expect(entry?.title).toMatch(/\S/);
    expect(entry?.remedy).toMatch(/\S/);
  });

  it('is what docs/errors.md says', () => {
    expect(errorDocumentation()).toBe(readFileSync(join(process.cwd(), 'docs/errors.md'), 'utf8'));
  });

  it('holds every code that the code refuses with', () => {
    const used = sources(join(process.cwd(), 'src')).flatMap((text) =>
      [...text.matchAll(/new Rejection\(\s*'([^']+)'/g)].map((match) => match[1] ?? ''),
    );
    expect(used.length).toBeGreaterThan(0);
    expect([...new Set(used)].filter((code) => !catalogueEntry(code))).toEqual([]);
  });

  it('holds no code that nothing refuses with', () => {
    const src = join(process.cwd(), 'src');
    const lists = sources(join(src, 'http/errors/catalogue'));
    lists.push(readFileSync(join(src, 'http/errors/diagnostic-registry.ts'), 'utf8'));
    const code = sources(src).filter((text) => !lists.includes(text));
    // That of class internal stands for every failure without a code.
    const refusable = codes.filter((name) => catalogueEntry(name)?.class !== 'internal');
    const unused = refusable.filter((name) => !code.some((text) => text.includes(`'${name}'`)));
    expect(unused).toEqual([]);
  });

  it('gives diagnostics registered codes only', () => {
    const carrying = codes.filter((code) => catalogueEntry(code)?.diagnostic);
    expect(carrying.filter((code) => categoryOf(code) === undefined)).toEqual([]);
  });

  it('knows nothing of inherited names', () => {
    expect(catalogueEntry('toString')).toBeUndefined();
    expect(catalogueEntry('__proto__')).toBeUndefined();
  });
});

describe('statusFor', () => {
  it('answers validation as the operation documents it, and 422 where there is none', () => {
    expect(statusFor('validation', { validationStatus: 400 })).toBe(400);
    expect(statusFor('validation', { validationStatus: 422 })).toBe(422);
    expect(statusFor('validation')).toBe(422);
  });

  it.each([
    ['unparsable', 400],
    ['always_422', 422],
    ['too_large', 413],
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['rate_limited', 429],
    ['not_found', 404],
    ['conflict', 409],
    ['precondition', 412],
    ['unavailable', 503],
    ['internal', 500],
  ] as const)('%s is %d, whatever the operation', (failure, status) => {
    expect(statusFor(failure, { validationStatus: 400 })).toBe(status);
    expect(statusFor(failure, { validationStatus: 422 })).toBe(status);
  });
});
