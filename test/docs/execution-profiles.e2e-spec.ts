/** The examples of docs/execution-profiles.md print what the page says. */
import { startTestApp } from '../support/test-app.js';
import { examplesOf, printedBy } from './support/examples.js';

test.each(examplesOf('docs/execution-profiles.md'))(
  '$name prints what the page shows',
  async (example) => {
    const service = await startTestApp();
    try {
      expect(await printedBy(example, service.url)).toBe(example.output);
    } finally {
      await service.close();
    }
  },
  60_000,
);
