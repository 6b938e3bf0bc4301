/** Checks of results in threads: bounded in time, size and room, whatever schema and value are (`http.md` 11.6). */
import type { Json } from '../../../src/ledger/event.js';
import { CheckThreads } from '../../../src/runs/results/check-threads.js';
import { compileSchema } from '../../../src/runs/results/json-schema.js';
import { checkResult } from '../../../src/runs/results/result-checker.js';

let threads: CheckThreads;
beforeEach(() => {
  threads = new CheckThreads();
});
afterEach(() => threads.close());

const schemaText = (schema: unknown): string => {
  const compiled = compileSchema(schema);
  if (!compiled.ok) throw new Error(compiled.error);
  return compiled.schema;
};
const check = async (schema: unknown, value: Json) => (await checkResult(threads, schemaText(schema), value)).errors;

/** Every level is looked at twice by the one before it: a check that would take longer than anyone waits. */
const DOUBLING = {
  $ref: '#/$defs/d0',
  $defs: Object.fromEntries(
    Array.from({ length: 64 }, (_, i) => [
      `d${i}`,
      i === 63 ? { type: 'number' } : { allOf: [{ $ref: `#/$defs/d${i + 1}` }, { $ref: `#/$defs/d${i + 1}` }] },
    ]),
  ),
};
const LATE = ['result could not be checked within 200 ms'];

it('says what is wrong, or nothing', async () => {
  expect(await check({ type: 'object' }, {})).toEqual([]);
  expect(await check({ type: 'object' }, 'no')).toEqual(['result must be object']);
  expect(await check(false, null)).toEqual(['result boolean schema is false']);
});

it('stops a check that would not end, and goes on with the next', async () => {
  expect(await check(DOUBLING, 1)).toEqual(LATE);
  expect(await check({ type: 'number' }, 1)).toEqual([]);
});

it('has an answer for patterns that others never come back from', async () => {
  const schema = { type: 'string', pattern: '^(([a-z])+.)+[A-Z]([a-z])+$' };
  expect(await check(schema, 'a'.repeat(20_000))).toEqual(['result must match its pattern']);
});

it('refuses what is larger than 64 KiB, and takes what is exactly that', async () => {
  expect(await check(true, 'x'.repeat(65_534))).toEqual([]);
  expect(await check(true, 'x'.repeat(65_535))).toEqual(['result must be at most 65536 bytes']);
});

it('takes a schema that follows the value down, and has no room for one that goes round in a circle', async () => {
  let value: Json = 1;
  for (let i = 0; i < 60; i++) value = { next: value };
  const list = { properties: { next: { $ref: '#' } } };
  expect(await check(list, value)).toEqual([]);
  // How deep a thread gets within its time is the machine's business.
  const beyond = [['result is beyond what can be checked against its schema'], LATE];
  expect(beyond).toContainEqual(await check({ $ref: '#' }, 1));
  expect(await check(list, { next: { next: 1 } })).toEqual([]);
});

it('does many at once, each with its own answer', async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => check({ const: i % 2 }, 1).then((errors) => errors.length)),
  );
  expect(answers).toEqual(Array.from({ length: 50 }, (_, i) => 1 - (i % 2)));
});

it('holds up no other check for long', async () => {
  const outcomes = await Promise.all([check(DOUBLING, 1), check(DOUBLING, 1), check({ type: 'number' }, 1)]);
  expect(outcomes).toEqual([LATE, LATE, []]);
});

it('answers as a service that ends when it is closed', async () => {
  const running = check(DOUBLING, 1);
  const refused = expect(running).rejects.toMatchObject({ code: 'ledger_unavailable' });
  await threads.close();
  await refused;
  await expect(check(true, 1)).rejects.toMatchObject({ code: 'ledger_unavailable' });
});
