/**
 * Entry of the threads in which results are checked, so that a schema that takes long holds up nobody else and can be
 * stopped. It has no connection, no environment and no secret; JSON comes in and places go out.
 */
import { parentPort } from 'node:worker_threads';
import type { CheckAnswer, CheckRequest } from './check-messages.js';
import { checkValue, validatorOf } from './check-value.js';

parentPort?.on('message', ({ schema, value }: CheckRequest) => {
  answer(outcomeOf(schema, value));
});

function outcomeOf(schema: string, value: string): CheckAnswer {
  try {
    const validate = validatorOf(schema);
    answer({ kind: 'begun' });
    return { kind: 'checked', errors: checkValue(validate, value) };
  } catch {
    return { kind: 'unfit' };
  }
}

function answer(message: CheckAnswer): void {
  parentPort?.postMessage(message);
}
