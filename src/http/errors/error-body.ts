import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import { Rejection } from '../../ledger/rejection.js';
import { redactText } from '../../platform/redaction/redact.js';
import type { Diagnostic, ErrorBody } from '../schemas/error-body.js';
import type { CatalogueEntry } from './catalogue-entry.js';
import { catalogueEntry } from './catalogue.js';
import { isDatabaseOutage } from './database-outage.js';
import { draftOf, publishDiagnostic } from './diagnostic.js';
import { type FailedOperation, prefixFor, statusFor } from './failure-class.js';

/** What a failure answers with. */
export interface Failure {
  readonly status: number;
  readonly body: ErrorBody;
}

/**
 * Turns anything thrown into status and body (`http.md` 5). Failures of the 5xx kind say only the standard phrase of
 * their status, and their diagnostic if they have one.
 */
export function failureOf(error: unknown, operation?: FailedOperation): Failure {
  const rejection = asRejection(error);
  const entry = rejection && catalogueEntry(rejection.code);
  if (!rejection || !entry)
    return error instanceof HttpException ? httpFailure(error) : { status: 500, body: mask(500) };
  const status = statusFor(entry.class, operation);
  const draft = draftOf(rejection, entry);
  const diagnostic = draft && publishDiagnostic(draft);
  if (status >= 500) return { status, body: mask(status, diagnostic) };
  return { status, body: withDiagnostic(redactText(textOf(rejection, entry, diagnostic)), diagnostic) };
}

/** The body of a failure, for rows of bulk operations. */
export function errorBodyOf(error: unknown, operation?: FailedOperation): ErrorBody {
  return failureOf(error, operation).body;
}

function asRejection(error: unknown): Rejection | undefined {
  if (error instanceof Rejection) return error;
  if (isDatabaseOutage(error)) return new Rejection('service_unavailable', 'the database cannot be reached');
  if (!(error instanceof HttpException)) return undefined;
  const status = error.getStatus();
  if (status === 404) return new Rejection('route_not_found', 'not found');
  if (status === 413) return new Rejection('body_too_large', 'request body too large');
  return status === 400 ? new Rejection('malformed_request', 'the request cannot be read') : undefined;
}

function httpFailure(error: HttpException): Failure {
  const status = error.getStatus();
  return { status, body: status >= 500 ? mask(status) : { error: redactText(error.message) || phrase(status) } };
}

function textOf(rejection: Rejection, entry: CatalogueEntry, diagnostic: Diagnostic | undefined): string {
  const { message } = rejection;
  if (entry.text === 'identity')
    return diagnostic?.suggested_command ? `${message}: ${diagnostic.suggested_command}` : message;
  if (entry.text === 'titled' && diagnostic) {
    const next = diagnostic.suggested_command ? ` (next: ${diagnostic.suggested_command})` : '';
    return [diagnostic.title, diagnostic.message].filter((part) => part !== '').join(': ') + next;
  }
  const prefix = entry.prefix ?? prefixFor(entry.class);
  return (message.startsWith(prefix) ? message : prefix + message) || entry.title;
}

function mask(status: number, diagnostic?: Diagnostic): ErrorBody {
  return withDiagnostic(phrase(status), diagnostic);
}

function withDiagnostic(error: string, diagnostic: Diagnostic | undefined): ErrorBody {
  return diagnostic ? { error, diagnostic } : { error };
}

function phrase(status: number): string {
  return STATUS_CODES[status] ?? `Status ${status}`;
}
