import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceDocument } from '../../../src/http/openapi/service-document.js';

describe('openapi.json', () => {
  it('is what the code says', async () => {
    const kept = readFileSync(join(process.cwd(), 'openapi.json'), 'utf8');
    expect(`${JSON.stringify(await serviceDocument(), null, 2)}\n`).toBe(kept);
  });

  it('names every operation', async () => {
    const { paths } = await serviceDocument();
    const names = Object.values(paths).flatMap((item) =>
      Object.values(item as Record<string, { operationId?: string }>).map((operation) => operation.operationId),
    );
    expect(new Set(names).size).toBe(names.length);
    // A handler without an operation gets the name of its class and method, joined by an underscore.
    for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z]*$/);
  });
});
