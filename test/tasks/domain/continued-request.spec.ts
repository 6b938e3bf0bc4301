import { continuedMetadata, hasRequest } from '../../../src/tasks/domain/continued-request.js';
import { run } from '../support/task-histories.js';

const called = run({ request_hash: 'h' });
const schemaRun = run({ purpose: 'schema_generation' });
const REQUEST = { prompt: 'Do it' };

describe('metadata of a run that takes over', () => {
  it('has what the run before it was asked for', () => {
    const its = { run_request: REQUEST, cached_workflow: { source_run_id: 'run-0' } };
    expect(continuedMetadata(called, its, undefined)).toStrictEqual({ run_request: REQUEST });
  });

  it('keeps beside it what is given, under another name where that has none', () => {
    const its = { run_request: REQUEST };
    const given = { try: 2, run_request: 'forged' };
    expect(continuedMetadata(called, its, given)).toStrictEqual({ try: 2, run_request: REQUEST });
    expect(continuedMetadata(called, its, ['a'])).toStrictEqual({ metadata: ['a'], run_request: REQUEST });
  });

  it('has all that a schema run is about', () => {
    const its = { purpose: 'schema_generation', website: 'w', instructions: 'i', secret_slots: [], other: 1 };
    const { other: _other, ...kept } = its;
    expect(continuedMetadata(schemaRun, its, { try: 2 })).toStrictEqual({ try: 2, ...kept });
  });

  it('is what is given where nobody called', () => {
    expect(hasRequest(run())).toBe(false);
    expect(continuedMetadata(run(), { run_request: REQUEST }, { try: 2 })).toStrictEqual({ try: 2 });
    expect(continuedMetadata(run(), { run_request: REQUEST }, undefined)).toBeUndefined();
    expect(continuedMetadata(called, undefined, undefined)).toBeUndefined();
  });
});
