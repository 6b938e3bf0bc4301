import { readAtLeast } from '../../../src/http/ledger-at-least.js';
import { readPathIds } from '../../../src/http/parsing/path-ids.js';
import { readQuery } from '../../../src/http/parsing/query-field.js';
import { SampleQuery } from '../support/sample-controller.js';

const read = (raw: Record<string, string | string[]>) => ({ ...readQuery(SampleQuery, raw, 'list_samples') });

describe('reading a query', () => {
  it('takes the first of repeated values, trimmed; blank is absent; unknown ones are ignored', () => {
    expect(read({ status: [' READY ', 'draft'], query: '  ', limit: [' 7', 'x'], nonsense: '1' })).toEqual({
      status: 'ready',
      limit: 7,
    });
    expect(read({ limit: ['', '5'] })).toEqual({});
  });

  it.each(['1', 't', 'T', 'true', 'True', 'TRUE'])('takes %s for true', (text) => {
    expect(read({ include_drafts: text })).toEqual({ include_drafts: true });
  });

  it.each(['0', 'f', 'F', 'false', 'False', 'FALSE'])('takes %s for false', (text) => {
    expect(read({ include_drafts: text })).toEqual({ include_drafts: false });
  });

  it.each([
    ['0', 0],
    ['-0', 0],
    ['+12', 12],
    ['007', 7],
  ])('takes %s for an integer', (text, value) => {
    expect(read({ limit: text })).toEqual({ limit: value });
  });

  it.each([
    [{ limit: '-1' }, 'limit must be at least 0'],
    [{ limit: '1.5' }, 'limit must be an integer'],
    [{ limit: '0x10' }, 'limit must be an integer'],
    [{ limit: 'abc' }, 'limit must be an integer'],
    [{ limit: '9'.repeat(30) }, 'limit must be an integer'],
    [{ include_drafts: 'yes' }, 'include_drafts must be true or false'],
    [{ include_drafts: 'tRUE' }, 'include_drafts must be true or false'],
    [{ status: 'gone' }, 'status must be one of ready, draft'],
    [{ network_channel: 'Bad' }, 'network_channel must be'],
    [{ query: 'a\u0000' }, 'query must not contain NUL'],
  ])('refuses %j', (raw, problem) => {
    expect(() => read(raw)).toThrow(`list_samples.${problem}`);
    expect(() => read(raw)).toThrow(expect.objectContaining({ code: 'invalid_query' }) as Error);
  });
});

describe('readPathIds', () => {
  it('trims', () => expect(readPathIds({ id: ' task-1 ' })).toEqual({ id: 'task-1' }));

  it.each([' ', '', '\u0000', 'a\u0000b'])('refuses %j', (id) => {
    expect(() => readPathIds({ id })).toThrow(expect.objectContaining({ code: 'invalid_path_id' }) as Error);
  });
});

describe('readAtLeast', () => {
  it('reads a position', () => expect(readAtLeast({ 'x-ledger-at-least': ' 12 ' })).toBe(12));

  it('is absent when blank', () => expect(readAtLeast({ 'x-ledger-at-least': '' })).toBeUndefined());

  it.each(['-1', '1.5', 'x', '9'.repeat(20)])('refuses %s', (text) => {
    expect(() => readAtLeast({ 'x-ledger-at-least': text })).toThrow('X-Ledger-At-Least');
  });
});
