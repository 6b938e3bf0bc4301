import type { JsonObject } from './event.js';

/** What a refusal tells an operator beyond its text (`http.md` 6); the HTTP layer completes and validates it. */
export interface DiagnosticDraft {
  readonly id?: string;
  readonly code: string;
  readonly category?: string;
  readonly severity: 'ok' | 'info' | 'warn' | 'error' | 'critical';
  readonly title: string;
  readonly message: string;
  readonly suggested_command?: string;
  readonly doc_url?: string;
  readonly evidence?: JsonObject;
}

/**
 * A refused command or query. `code` is a key of the error catalogue, which gives the status class, the title and
 * the remedy; `message` says what is wrong in words. A refusal leaves no trace in the log.
 */
export class Rejection extends Error {
  override readonly name = 'Rejection';

  constructor(
    readonly code: string,
    message: string,
    readonly details: { readonly diagnostic?: DiagnosticDraft } = {},
  ) {
    super(message);
  }
}
