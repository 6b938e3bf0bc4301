/** The examples of the pages that have them print what the pages say. */
import { startTestApp } from '../support/test-app.js';
import { examplesOf, printedBy } from './support/examples.js';

describe.each(['docs/approvals-and-dependencies.md', 'docs/reviews.md', 'docs/notifications.md', 'docs/fronts.md'])(
  '%s',
  (page) => {
    const examples = examplesOf(page);

    test.each(examples)(
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

    test('the examples can be followed one after the other on one service', async () => {
      const service = await startTestApp();
      try {
        for (const example of examples) expect(await printedBy(example, service.url)).toBe(example.output);
      } finally {
        await service.close();
      }
    }, 300_000);
  },
);
