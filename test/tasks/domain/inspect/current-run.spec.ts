import { currentRunOf, latestFirst } from '../../../../src/tasks/domain/inspect/current-run.js';
import type { RunStatus } from '../../../../src/tasks/domain/vocabulary.js';

const run = (attempt: number, status: RunStatus, queued_at = '2026-05-05T10:30:00.000Z', id = `run-${attempt}`) => ({
  id,
  attempt,
  status,
  queued_at,
});

const chosen = (runs: ReturnType<typeof run>[], current: string | null = null) => currentRunOf(runs, current)?.id;

it('is none of a task without runs', () => {
  expect(chosen([])).toBeUndefined();
});

it('is the one that the task names, whatever the others are', () => {
  expect(chosen([run(1, 'claimed'), run(2, 'running'), run(3, 'queued')], 'run-1')).toBe('run-1');
});

it('is the highest in rank where the task names none, or one that is not there', () => {
  const rising = [run(9, 'completed'), run(5, 'queued'), run(4, 'claimed'), run(3, 'starting'), run(2, 'running')];
  for (let known = 1; known <= rising.length; known++) {
    const runs = rising.slice(0, known);
    expect(chosen(runs)).toBe(runs.at(-1)?.id);
    expect(chosen([...runs].reverse(), 'run-0')).toBe(runs.at(-1)?.id);
  }
});

it.each(['completed', 'failed', 'canceled', 'needs_attention'] as const)(
  'ranks %s like all that has ended',
  (status) => {
    expect(chosen([run(1, status), run(2, 'completed')])).toBe('run-2');
    expect(chosen([run(2, status), run(1, 'completed')])).toBe('run-2');
    expect(chosen([run(2, status), run(1, 'queued')])).toBe('run-1');
  },
);

it('is the latest of equal rank: by attempt, then by queue time, then by id', () => {
  const [early, late] = ['2026-05-05T10:30:00.000Z', '2026-05-05T10:30:01.000Z'];
  expect(chosen([run(2, 'failed', early), run(1, 'failed', late)])).toBe('run-2');
  expect(chosen([run(1, 'failed', early, 'run-b'), run(1, 'failed', late, 'run-a')])).toBe('run-a');
  expect(chosen([run(1, 'failed', early, 'run-a'), run(1, 'failed', early, 'run-b')])).toBe('run-b');
});

it('lists the latest first, whatever their status', () => {
  const runs = [run(1, 'running'), run(3, 'failed'), run(2, 'queued')];
  expect(latestFirst(runs).map(({ id }) => id)).toEqual(['run-3', 'run-2', 'run-1']);
});
