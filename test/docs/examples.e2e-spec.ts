/** The examples of docs/approvals-and-dependencies.md print what the page says. */
import { startTestApp } from '../support/test-app.js';
import { examplesOf, printedBy } from './support/examples.js';

const examples = examplesOf('docs/approvals-and-dependencies.md');

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
