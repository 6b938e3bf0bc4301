import { callbackOf, webTaskOf } from '../../../src/tasks/domain/task-settings.js';
import { MAX_WEB_ADDRESS } from '../../../src/tasks/domain/vocabulary.js';
import { isWebAddress } from '../../../src/tasks/domain/web-address.js';
import { created, taskState, updated } from '../support/task-histories.js';

const HOOK = 'https://hooks.example.com/a?b=c';
const long = (length: number) => `https://example.com/${'a'.repeat(length - 'https://example.com/'.length)}`;

describe('a web address', () => {
  it.each([HOOK, 'http://example.com', 'HTTPS://EXAMPLE.com:8443/x', 'http://127.0.0.1/', long(MAX_WEB_ADDRESS)])(
    'may be %.40s',
    (text) => expect(isWebAddress(text)).toBe(true),
  );

  it.each([
    ...['', ' ', 'example.com', '/hook', 'ftp://example.com', 'javascript:alert(1)', 'https://', 'http://exa mple.com'],
    ...['https://user@example.com', 'https://user:pass@example.com', 'https://:pass@example.com'],
    long(MAX_WEB_ADDRESS + 1),
  ])('may not be %.40s', (text) => expect(isWebAddress(text)).toBe(false));
});

describe('the callback of a task', () => {
  it.each([
    [{ callback_url: HOOK }, HOOK],
    [{ callback_url: 'no address' }, undefined],
    [{ callback_url: 7 }, undefined],
    [{ callback_url: null }, undefined],
    [{ other: HOOK }, undefined],
    [[HOOK], undefined],
    ['callback_url', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('of %j is %s', (metadata, url) => expect(callbackOf(metadata)).toBe(url));

  it('follows the metadata, and stays where a patch says nothing of it', () => {
    const made = created({ metadata: { callback_url: HOOK } });
    expect(taskState(made).callback_url).toBe(HOOK);
    expect(taskState(made, updated({ title: 'Anew' })).callback_url).toBe(HOOK);
    expect(taskState(made, updated({ metadata: { callback_url: 'http://b.example' } })).callback_url).toBe(
      'http://b.example',
    );
    expect(taskState(made, updated({ metadata: {} }))).not.toHaveProperty('callback_url');
    expect(taskState(created(), updated({ metadata: { callback_url: HOOK } })).callback_url).toBe(HOOK);
  });
});

describe('a web task', () => {
  it.each([
    [{ web_task: { website: 'https://example.com' } }, { auto_generate_schemas: true }],
    [
      { web_task: { website: 'https://example.com', creation_auto_generate_schemas: false } },
      { auto_generate_schemas: false },
    ],
    [{ web_task: { website: '' } }, undefined],
    [{ web_task: { website: 'example.com' } }, undefined],
    [{ web_task: {} }, undefined],
    [{ web_task: ['https://example.com'] }, undefined],
    [{ website: 'https://example.com' }, undefined],
    [undefined, undefined],
  ])('of %j is %j', (metadata, web) => expect(webTaskOf(metadata)).toEqual(web));

  it('is what the task was made to be, whatever its metadata say later', () => {
    const web = { web_task: { website: 'https://example.com' } };
    expect(taskState(created({ metadata: web }), updated({ metadata: {} })).web_task).toEqual({
      auto_generate_schemas: true,
    });
    expect(taskState(created(), updated({ metadata: web }))).not.toHaveProperty('web_task');
  });
});
