/** What a thread is asked: both are JSON. */
export interface CheckRequest {
  readonly schema: string;
  readonly value: string;
}

/**
 * What it answers: `begun` once the schema is compiled and the check itself begins, then its outcome. `unfit`: the value
 * or the schema is beyond what can be checked.
 */
export type CheckAnswer =
  | { readonly kind: 'begun' }
  | { readonly kind: 'checked'; readonly errors: readonly string[] }
  | { readonly kind: 'unfit' };
