import { HttpException } from '@nestjs/common';
import { errorBodyOf, failureOf } from '../../../src/http/errors/error-body.js';
import { Rejection } from '../../../src/ledger/rejection.js';

const of = (code: string, message: string, diagnostic?: Rejection['details']['diagnostic']) =>
  failureOf(new Rejection(code, message, { diagnostic }), { validationStatus: 422 });

describe('failureOf', () => {
  it.each([
    [
      'validation_failed',
      'create_task.title is required',
      422,
      'task: validation failed: create_task.title is required',
    ],
    ['malformed_body', 'body must be a JSON object', 400, 'task: malformed request: body must be a JSON object'],
    ['task_blocked', 'task-1 is blocked', 409, 'task: invalid status transition: task-1 is blocked'],
    ['permission_denied', 'no', 403, 'task: permission denied: no'],
    ['task_not_found', 'task task-1 was not found', 404, 'task task-1 was not found'],
    ['body_too_large', 'request body too large', 413, 'request body too large'],
  ])('%s', (code, message, status, error) => {
    expect(of(code, message)).toEqual({ status, body: { error } });
  });

  it('does not write a prefix twice', () => {
    expect(of('validation_failed', 'task: validation failed: x').body.error).toBe('task: validation failed: x');
  });

  it('says title, message and next step of a titled diagnostic', () => {
    const { status, body } = of('bulk_too_large', 'at most 50 runs', {
      code: 'bulk_too_large',
      severity: 'error',
      title: 'Bulk force operation is too large',
      message: 'at most 50 runs',
      suggested_command: 'send fewer',
      evidence: { limit: 50, count: 51 },
    });
    expect(status).toBe(422);
    expect(body).toEqual({
      error: 'Bulk force operation is too large: at most 50 runs (next: send fewer)',
      diagnostic: {
        id: 'task.force.bulk_too_large',
        code: 'bulk_too_large',
        severity: 'error',
        category: 'task',
        title: 'Bulk force operation is too large',
        message: 'at most 50 runs',
        suggested_command: 'send fewer',
        doc_url: '/runtime/core/autonomy/task-runs-and-leases#force-operations',
        data_freshness: 'live',
        evidence: { limit: 50, count: 51 },
      },
    });
  });

  it('keeps the id of a draft over that of the catalogue', () => {
    const { body } = of('task_run_already_terminal', 'task-1 is completed', {
      id: 'task.pause.task_run_already_terminal',
      code: 'task_run_already_terminal',
      severity: 'info',
      title: 'Task is already terminal',
      message: 'task-1 is completed',
    });
    expect(body.diagnostic?.id).toBe('task.pause.task_run_already_terminal');
    expect(body.error).toBe('Task is already terminal: task-1 is completed');
  });

  it.each(['SESSION_REQUIRED', 'NO_ACTIVE_LEASE', 'FOREIGN_RUN', 'LEASE_EXPIRED', 'LEASE_ALREADY_HELD'])(
    'names the reason AUTONOMY_%s in text and diagnostic',
    (reason) => {
      const code = `AUTONOMY_${reason}`;
      const { status, body } = of(code, 'why');
      expect(status).toBe(['SESSION_REQUIRED', 'FOREIGN_RUN'].includes(reason) ? 403 : 409);
      expect(body.error).toBe(`task: autonomy lease rejected: ${code}: why`);
      expect(body.diagnostic).toMatchObject({ code, category: 'task', severity: 'error', data_freshness: 'live' });
    },
  );

  it.each(['open_run_exists', 'attempts_exhausted', 'retry_exists', 'run_changed', 'task_not_executable'])(
    'gives %s a stable code',
    (code) => {
      expect(of(code, 'why')).toMatchObject({ status: 409, body: { diagnostic: { code, category: 'task' } } });
    },
  );

  it.each([
    ['identity_required', 401],
    ['identity_stale', 401],
    ['identity_mismatch', 401],
    ['identity_unauthorized', 403],
  ])('%s says message and action', (code, status) => {
    const failure = of(code, 'what is wrong');
    expect(failure.status).toBe(status);
    expect(failure.body.diagnostic).toMatchObject({
      id: `agentidentity.${code}`,
      code,
      category: 'session',
      severity: 'error',
      title: 'Agent identity error',
    });
    expect(failure.body.error).toBe(`what is wrong: ${failure.body.diagnostic?.suggested_command ?? ''}`);
  });

  it('masks 5xx and keeps their diagnostic', () => {
    expect(of('ledger_unavailable', 'the database at x cannot be reached')).toEqual({
      status: 503,
      body: { error: 'Service Unavailable' },
    });
    expect(of('identity_lookup_unavailable', 'x')).toMatchObject({
      status: 503,
      body: { error: 'Service Unavailable', diagnostic: { code: 'identity_lookup_unavailable' } },
    });
    for (const error of [new Error('secret'), 'text', undefined, new Rejection('no_such_code', 'x')]) {
      expect(failureOf(error)).toEqual({ status: 500, body: { error: 'Internal Server Error' } });
    }
  });

  it('masks secrets in texts, diagnostics and evidence', () => {
    const { body } = of('forbidden_operator_action', 'x', {
      code: 'forbidden_operator_action',
      severity: 'error',
      title: 'denied password=abc',
      message: 'Bearer abc',
      evidence: { token: 'abc', note: 'agh_claim_abc' },
    });
    expect(JSON.stringify(body)).not.toContain('abc');
    expect(body.diagnostic?.evidence).toEqual({ token: '[REDACTED]', note: 'agh_claim_[REDACTED]' });
  });

  it.each([
    [new HttpException('Cannot GET /x', 404), 404, 'not found'],
    [new HttpException('too big', 413), 413, 'request body too large'],
    [new HttpException('bad', 400), 400, 'task: malformed request: the request cannot be read'],
    [new HttpException('slow down', 429), 429, 'slow down'],
    [new HttpException('inner words', 502), 502, 'Bad Gateway'],
  ])('maps %p', (error, status, text) => {
    expect(failureOf(error)).toEqual({ status, body: { error: text } });
  });
});

describe('errorBodyOf', () => {
  it('is the body alone, for rows of bulk operations', () => {
    expect(errorBodyOf(new Rejection('run_not_found', 'run run-1 was not found'))).toEqual({
      error: 'run run-1 was not found',
    });
  });
});
