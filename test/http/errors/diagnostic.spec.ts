import { Logger } from '@nestjs/common';
import { type DiagnosticCandidate, publishDiagnostic } from '../../../src/http/errors/diagnostic.js';

const GOOD: DiagnosticCandidate = {
  id: 'task.inspect.task_run_stuck.run-1',
  code: 'task_run_stuck',
  severity: 'warn',
  title: 'Task run heartbeat is stale',
  message: 'no heartbeat for 130 s',
  evidence: { run_id: 'run-1' },
};

describe('publishDiagnostic', () => {
  const warnings: unknown[] = [];

  beforeAll(() => {
    const keep = (message: unknown) => void warnings.push(message);
    Logger.overrideLogger({ log: keep, error: keep, warn: keep });
  });

  beforeEach(() => {
    warnings.length = 0;
  });

  it('completes category and freshness', () => {
    expect(publishDiagnostic(GOOD)).toMatchObject({ ...GOOD, category: 'task', data_freshness: 'live' });
    expect(warnings).toEqual([]);
  });

  const broken: [string, object, object][] = [
    ['an unknown code', { code: 'nonsense' }, { code: 'unknown_component', category: 'daemon' }],
    ['a blank id', { id: ' ' }, { id: 'diagnostics.malformed', code: 'task_run_stuck', category: 'task' }],
    ['a wrong category', { category: 'bridge' }, { code: 'task_run_stuck', category: 'task' }],
    ['an unknown severity', { severity: 'loud' }, { code: 'task_run_stuck' }],
    ['an unknown freshness', { data_freshness: 'old' }, { code: 'task_run_stuck' }],
    ['a blank title', { title: '' }, { title: 'Malformed diagnostic' }],
    ['a blank message', { message: ' ' }, { message: 'message is blank' }],
  ];

  it.each(broken)('downgrades %s, and says so in the log', (_what, change, expected) => {
    const published = publishDiagnostic({ ...GOOD, ...change });
    const given = { code: GOOD.code, severity: 'warn', data_freshness: 'live', ...change };
    expect(published).toMatchObject({ severity: 'critical', data_freshness: 'stale', ...expected });
    expect(published.evidence).toMatchObject({
      run_id: 'run-1',
      diagnostic_validation_error: expect.any(String) as string,
      original_code: given.code,
      original_category: 'category' in change ? change.category : given.code === GOOD.code ? 'task' : '',
      original_severity: given.severity,
      original_freshness: given.data_freshness,
    });
    expect(warnings).toHaveLength(1);
  });
});
