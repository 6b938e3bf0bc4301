/**
 * Everything, our sources and ESM packages alike, is turned into CommonJS for jest: its ESM mode needs an experimental
 * flag on Node 20 and cannot load CommonJS packages that require() ESM ones.
 *
 * Two projects, so that the unit tests never start a database:
 * `*.spec.ts` (no I/O) and `*.int-spec.ts` (Postgres) with `*.e2e-spec.ts` (HTTP).
 */
const base = { target: 'es2022', keepClassNames: true };
const shared = { swcrc: false, sourceMaps: 'inline', module: { type: 'commonjs' } };

const typescript = {
  ...shared,
  jsc: {
    ...base,
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
};
const javascript = { ...shared, jsc: { ...base, parser: { syntax: 'ecmascript' } } };

export const project = {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/test'],
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['@swc/jest', typescript], '^.+\\.m?js$': ['@swc/jest', javascript] },
  // Already CommonJS, left alone for speed.
  transformIgnorePatterns: ['/node_modules/(typeorm|pg|reflect-metadata|rxjs|fastify|jest.*|@jest)/'],
  moduleNameMapper: {
    // A thread runs in Node itself, which cannot load our sources: it runs what was built of them.
    '/check-thread-file\\.js$': '<rootDir>/dist/src/runs/results/check-thread-file.js',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  setupFiles: ['reflect-metadata'],
};

export const database = {
  globalSetup: '<rootDir>/test/global-setup.mjs',
  globalTeardown: '<rootDir>/test/global-teardown.mjs',
};

export const common = { maxWorkers: 2, workerIdleMemoryLimit: '1GB', testTimeout: 30_000 };

/** For running some files: `npx jest FILE`. The whole suite has a configuration of its own, jest.suite.config.mjs. */
export default {
  ...common,
  projects: [
    { ...project, displayName: 'unit', testMatch: ['<rootDir>/test/**/*.spec.ts'] },
    {
      ...project,
      ...database,
      displayName: 'database',
      testMatch: ['<rootDir>/test/**/*.int-spec.ts', '<rootDir>/test/**/*.e2e-spec.ts'],
    },
  ],
};
