import type { Actor } from '../../../src/ledger/event.js';
import { archiveTask, deleteTriage, dismissTask, markTaskRead } from '../../../src/inbox/domain/decide/triage-task.js';
import { evolveTriage } from '../../../src/inbox/domain/evolve-triage.js';
import type { TaskSeen, TriageEvent } from '../../../src/inbox/domain/triage-events.js';
import { existingTriage, type TriageState } from '../../../src/inbox/domain/triage-state.js';
import { triageStream } from '../../../src/inbox/domain/triage-stream.js';
import { triageId } from '../../../src/inbox/lookups/triage-id.js';
import { ACTOR, given, nothing, ORIGIN, timeOf } from '../../support/given-when-then.js';

const SEEN: TaskSeen = { task_id: 'task-1', actor: ACTOR, last_seen_activity_at: timeOf(0), last_seen_event_seq: 7 };
const LATER: TaskSeen = { ...SEEN, last_seen_activity_at: timeOf(9), last_seen_event_seq: 12 };

const read = (data = SEEN): TriageEvent => ({ type: 'triage.read', data });
const archived = (data = SEEN): TriageEvent => ({ type: 'triage.archived', data });
const dismissed = (data = SEEN): TriageEvent => ({ type: 'triage.dismissed', data });
const deleted = (): TriageEvent => ({ type: 'triage.deleted', data: {} });

const triage = (...history: readonly TriageEvent[]) => given(triageStream, ...history);

/** The flags, in the order read, archived, dismissed. */
function flags(...history: readonly TriageEvent[]): readonly boolean[] {
  const state = existingTriage(triage(...history).state);
  return [state?.read ?? false, state?.archived ?? false, state?.dismissed ?? false];
}

describe('triage', () => {
  it('of a task that was left alone is none', () => {
    expect(existingTriage(triage().state)).toBeUndefined();
    expect(flags()).toEqual([false, false, false]);
  });

  it('tells what was seen of the task and when', () => {
    const { state } = triage()
      .when(() => markTaskRead(SEEN))
      .then(read());
    const expected: TriageState = { ...SEEN, read: true, archived: false, dismissed: false, updated_at: timeOf(0) };
    expect(state).toStrictEqual(expected);
  });

  it.each([
    ['read', markTaskRead, read],
    ['archived', archiveTask, archived],
    ['dismissed', dismissTask, dismissed],
  ] as const)('%s again is the same with what was seen by then', (_name, decide, event) => {
    const twice = triage(event())
      .when(() => decide(LATER))
      .then(event(LATER));
    expect(twice.state).toMatchObject({ ...LATER, updated_at: timeOf(1) });
    expect(flags(event(), event(LATER))).toEqual(flags(event()));
  });

  // The table of views.md 3.2, from every state that can be stored.
  it.each([
    ['nothing', [], [true, false, false], [true, true, false], [true, false, true]],
    ['read', [read()], [true, false, false], [true, true, false], [true, false, true]],
    ['dismissed', [dismissed()], [true, false, false], [true, true, false], [true, false, true]],
    ['archived', [archived()], [true, true, false], [true, true, false], [true, true, true]],
    ['archived and dismissed', [archived(), dismissed()], [true, true, false], [true, true, false], [true, true, true]],
  ])('after %s follows the table', (_name, history, afterRead, afterArchive, afterDismiss) => {
    const after = [read(), archived(), dismissed()].map((event) => flags(...history, event));
    expect(after).toEqual([afterRead, afterArchive, afterDismiss]);
  });
});

describe('with its task', () => {
  it('it goes, and keeps neither who it was nor what was seen', () => {
    const gone = triage(read(), dismissed(LATER)).when(deleteTriage).then(deleted());
    expect(gone.state).toStrictEqual({ deleted_at: timeOf(2) });
    expect(existingTriage(gone.state)).toBeUndefined();
  });

  it('nothing goes where nothing is', () => {
    triage().when(deleteTriage).then(nothing);
    triage(read(), deleted()).when(deleteTriage).then(nothing);
  });

  it('a stream that cannot be is refused', () => {
    const at = { position: 1, recordedAt: timeOf(0), actor: ACTOR, origin: ORIGIN };
    // The tombstone stands alone where what was before it is erased.
    expect(evolveTriage(null, { ...deleted(), ...at })).toStrictEqual({ deleted_at: timeOf(0) });
    expect(() => evolveTriage({ deleted_at: timeOf(0) }, { ...read(), ...at })).toThrow('whose task is deleted');
  });
});

describe('the name of its stream', () => {
  const id = (kind: Actor['kind'], ref: string, taskId: string) => triageId({ kind, ref }, taskId);

  it('is another one for every actor and task, whatever their refs hold', () => {
    const actors: readonly (readonly [Actor['kind'], string])[] = [
      ['human', 'a'],
      ['human', 'a:b'],
      ['human', 'a:b:c'],
      ['human', 'agent_session:a'],
      ['agent_session', 'a'],
      ['agent_session', ''],
      ['daemon', 'a'],
      ['human', '["human","a"]'],
    ];
    const tasks = ['b:c', 'c', 'task-1', 'a:b:c', ':'];
    const ids = actors.flatMap(([kind, ref]) => tasks.map((task) => id(kind, ref, task)));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is short however long the ref is, and ends with the task', () => {
    const long = id('network_peer', 'é'.repeat(10_000), 'task:1');
    expect(long).toMatch(/^network_peer:[0-9a-f]{32}:task:1$/);
  });
});
