import {
  connectionFailure,
  describeDatabase,
  withoutCredentials,
} from '../../src/platform/postgres/database-address.js';

const URL = 'postgresql://ledger:pa55word@db.example:6543/tasks?sslmode=require';

describe('a database in messages', () => {
  it.each([
    [URL, 'db.example:6543/tasks'],
    ['postgres://ledger@db.example/tasks', 'db.example:5432/tasks'],
    ['postgres:///tasks?host=/run/postgresql', '/run/postgresql:5432/tasks'],
  ])('%s is %s', (url, text) => {
    expect(describeDatabase(url)).toBe(text);
  });

  it.each([
    [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'connection refused'],
    [new AggregateError([Object.assign(new Error(), { code: 'ENOTFOUND' })]), 'unknown host'],
    [Object.assign(new Error('password authentication failed'), { code: '28P01' }), 'wrong user or password'],
    [new Error('strange\nin two lines'), 'strange'],
    [new Error(`cannot parse ${URL}`), 'cannot parse postgresql://***@db.example:6543/tasks?sslmode=require'],
  ])('failing is one line without credentials', (error, reason) => {
    expect(connectionFailure(URL, error).message).toBe(`cannot reach the database at db.example:6543/tasks: ${reason}`);
  });

  it('loses credentials of every URL in a text', () => {
    expect(withoutCredentials('a://b:c@d and e://f@g, h://i')).toBe('a://***@d and e://***@g, h://i');
  });
});
