/** The catalogue in docs/events.md has every event of a task and of the scheduler, with the members of its public payload. */
import { readFileSync } from 'node:fs';
import { schedulerStream } from '../../src/scheduler/domain/scheduler-stream.js';
import { taskStream } from '../../src/tasks/domain/task-stream.js';
import { ANY_DATA } from '../support/any-data.js';

const text = readFileSync('docs/events.md', 'utf8');
const rows = [...text.matchAll(/^\| `((?:task|scheduler)\.\w+)` \| .+ \| (.+) \|$/gm)].map(
  ([, type = '', last = '']) => {
    const members = /^`([\w?, ]+)`$/.exec(last)?.[1];
    return [type, members?.replaceAll('?', '').split(', ') ?? 'internal'] as const;
  },
);

test('it has every type, its members in their order, and says which are internal', () => {
  const types = Object.entries({ ...taskStream.events, ...schedulerStream.events }).map(([type, event]) => {
    return [type, event.visibility === 'public' ? Object.keys(event.payload?.(ANY_DATA) ?? {}) : 'internal'] as const;
  });
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(types));
  expect(rows).toHaveLength(types.length);
});
