import { eventDigest } from '../../../src/tasks/domain/event-digests.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';

const types = Object.entries(taskStream.events);

it('has every event that people see, and no other', () => {
  const digested = types.filter(([type]) => eventDigest(type) !== undefined).map(([type]) => type);
  const shown = types.filter(([, { visibility }]) => visibility === 'public').map(([type]) => type);
  expect(digested).toEqual(shown);
  expect(eventDigest('scheduler.paused')).toBeUndefined();
  expect(eventDigest('constructor')).toBeUndefined();
});

/** `tasks.md` 8.3 and `runs.md` 6; all others are info. */
it('classes them as the catalogues do', () => {
  const classed = (outcome: string) =>
    types.map(([type]) => type).filter((type) => eventDigest(type)?.outcome === outcome);
  expect(classed('success').sort()).toEqual(['task.approved', 'task.run_completed', 'task.run_started']);
  expect(classed('failure').sort()).toEqual(['task.run_failed', 'task.run_operator_forced_fail']);
  expect(classed('warning').sort()).toEqual([
    'task.canceled',
    'task.paused',
    'task.rejected',
    'task.run_canceled',
    'task.run_force_stopped',
    'task.run_lease_expired',
    'task.run_needs_attention',
    'task.run_recovered',
    'task.run_rejected',
    'task.run_starved',
  ]);
});
