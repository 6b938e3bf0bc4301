/** `npm test`: every test file, most of them in groups that load the app once (test/groups/grouping.mjs). */
import { common, database, project } from './jest.config.mjs';
import { aloneFiles } from './test/groups/grouping.mjs';

export default {
  ...project,
  ...common,
  ...database,
  testSequencer: '<rootDir>/test/groups/longest-first.mjs',
  testMatch: ['<rootDir>/test/groups/*.group.ts', ...aloneFiles().map((file) => `<rootDir>/test/${file}`)],
};
