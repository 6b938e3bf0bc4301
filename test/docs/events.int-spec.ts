/** The catalogue in docs/events.md has every event of a task's stream, with the members of its public payload. */
import { readFileSync } from 'node:fs';
import { taskStream } from '../../src/tasks/domain/task-stream.js';

/** Whatever a payload is made of is there, so that each function names all of its members. */
const ANY_DATA: never = new Proxy({}, { get: () => ({}) }) as never;

const text = readFileSync('docs/events.md', 'utf8');
const rows = [...text.matchAll(/^\| `(task\.\w+)` \| .+ \| (.+) \|$/gm)].map(([, type = '', last = '']) => {
  const members = /^`([\w?, ]+)`$/.exec(last)?.[1];
  return [type, members?.replaceAll('?', '').split(', ') ?? 'internal'] as const;
});

test('it has every type, its members in their order, and says which are internal', () => {
  const types = Object.entries(taskStream.events).map(([type, event]) => {
    return [type, event.visibility === 'public' ? Object.keys(event.payload?.(ANY_DATA) ?? {}) : 'internal'] as const;
  });
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(types));
  expect(rows).toHaveLength(types.length);
});
