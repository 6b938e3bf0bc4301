import {
  LOGGED_EVENTS,
  type LoggedEvent,
  type LoggedStep,
  logLines,
} from '../../../../src/tasks/views/run-log/log-lines.js';

const event = (position: number, type: string, more: Partial<LoggedEvent> = {}): LoggedEvent => ({
  ...{ position, type: `task.${type}`, error: null, log: null },
  ...more,
});
const step = (position: number, description: string, more: Partial<LoggedStep> = {}): LoggedStep => ({
  ...{ position, description, busy: false, failed: false },
  ...more,
});
const lines = (events: readonly LoggedEvent[], steps: readonly LoggedStep[] = [], limit = 1_000) =>
  logLines(events, steps, limit, (text) => text.replaceAll('secret', '*'));

describe('the lines of a run', () => {
  it.each([
    ['run_enqueued', 'Run: Queued'],
    ['run_operator_retry', 'Run: Queued'],
    ['run_recovered_from_attention', 'Run: Queued'],
    ['run_review_retry_enqueued', 'Run: Queued'],
    ['run_claimed', 'Run: Claimed'],
    ['run_started', 'Run: Running'],
    ['run_completed', 'Run: Complete'],
    ['run_failed', 'Run: Error'],
    ['run_canceled', 'Run: Error'],
    ['run_operator_forced_fail', 'Run: Error'],
  ])('%s is %s', (type, line) => {
    expect(LOGGED_EVENTS).toContain(`task.${type}`);
    expect(lines([event(1, type)])).toEqual([line]);
  });

  it('say why a run ended badly, and nothing of why it was queued', () => {
    expect(lines([event(1, 'run_failed', { error: 'no secret\r\n\r\nwas found' })])).toEqual([
      'Run: Error - no * was found',
    ]);
    expect(lines([event(1, 'run_failed', { error: '' })])).toEqual(['Run: Error']);
    expect(lines([event(1, 'run_recovered_from_attention', { error: 'go on' })])).toEqual(['Run: Queued']);
  });

  it('tell how a step stands, in the order of the log', () => {
    const steps = [step(5, 'c', { busy: true, failed: true }), step(2, 'a\nsecret'), step(4, 'b', { failed: true })];
    const log = event(3, 'run_progress', { log: ['one', 'two\u2028more'] });
    expect(lines([log, event(1, 'run_claimed')], steps)).toEqual([
      ...['Run: Claimed', 'a *: Done', 'one', 'two more', 'b: Error', 'c: Running'],
    ]);
  });

  it('are the last ones, and none is longer than 500 characters, state included', () => {
    expect(lines([event(1, 'run_progress', { log: ['a', 'b', 'c'] })], [], 2)).toEqual(['b', 'c']);
    const [long] = lines([], [step(1, '\u{1f600}'.repeat(600))]);
    expect([[...(long ?? '')].length, long?.endsWith('\u{1f600}: Done')]).toEqual([500, true]);
    expect(lines([event(1, 'run_failed', { error: 'x'.repeat(900) })])[0]).toHaveLength(500);
  });
});
