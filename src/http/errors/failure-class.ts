/**
 * The classes a failure can belong to and the status each class answers with (`http.md` 5). This is the one place
 * where "400 or 422" is decided.
 */
export type FailureClass =
  | 'unparsable'
  | 'validation'
  | 'always_422'
  | 'too_large'
  | 'url_too_long'
  | 'timed_out'
  | 'unauthenticated'
  | 'forbidden'
  | 'rate_limited'
  | 'not_found'
  | 'conflict'
  | 'precondition'
  | 'unavailable'
  | 'internal';

/** The status an operation documents for failures of the validation class (`http.md` 9, column V). */
export type ValidationStatus = 400 | 422;

const STATUSES: Readonly<Record<Exclude<FailureClass, 'validation'>, number>> = {
  unparsable: 400,
  always_422: 422,
  too_large: 413,
  url_too_long: 414,
  timed_out: 408,
  unauthenticated: 401,
  forbidden: 403,
  rate_limited: 429,
  not_found: 404,
  conflict: 409,
  precondition: 412,
  unavailable: 503,
  internal: 500,
};

/** What the error text begins with, by class (`http.md` 5). An entry of the catalogue may have its own. */
const PREFIXES: Readonly<Record<FailureClass, string>> = {
  unparsable: 'task: malformed request: ',
  validation: 'task: validation failed: ',
  always_422: 'task: validation failed: ',
  too_large: 'task: payload too large: ',
  url_too_long: '',
  timed_out: '',
  unauthenticated: '',
  forbidden: 'task: permission denied: ',
  rate_limited: '',
  not_found: '',
  conflict: 'task: conflict: ',
  precondition: 'task: precondition failed: ',
  unavailable: '',
  internal: '',
};

/** What the status of a failure depends on beside its class. */
export interface FailedOperation {
  readonly validationStatus: ValidationStatus;
  /** Set for the operations of compatibility fronts, which report all that is wrong with a request as 422 (`http.md` 11.3). */
  readonly front?: string;
}

/** The status of a failure; `operation` is absent where no operation was reached yet. */
export function statusFor(failure: FailureClass, operation?: FailedOperation): number {
  if (failure === 'unparsable' && operation?.front !== undefined) return 422;
  return failure === 'validation' ? (operation?.validationStatus ?? 422) : STATUSES[failure];
}

export function prefixFor(failure: FailureClass): string {
  return PREFIXES[failure];
}
