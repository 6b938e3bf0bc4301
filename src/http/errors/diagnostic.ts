import { Logger } from '@nestjs/common';
import type { DiagnosticDraft, Rejection } from '../../ledger/rejection.js';
import { redactJson, redactText } from '../../platform/redaction/redact.js';
import type { Diagnostic } from '../schemas/error-body.js';
import type { CatalogueEntry } from './catalogue-entry.js';
import { categoryOf, FRESHNESSES, SEVERITIES } from './diagnostic-registry.js';

const logger = new Logger('diagnostics');

/** A diagnostic before it is checked; `data_freshness` defaults to `live`, `category` to that of the code. */
export interface DiagnosticCandidate extends DiagnosticDraft {
  readonly data_freshness?: string;
}

/** What a refusal says of itself, or what the catalogue says for all refusals of its code. */
export function draftOf(rejection: Rejection, entry: CatalogueEntry): DiagnosticCandidate | undefined {
  const template = entry.diagnostic;
  const draft = rejection.details.diagnostic;
  if (!draft && !template) return undefined;
  return {
    id: template?.id,
    code: rejection.code,
    severity: template?.severity ?? 'error',
    title: template?.title ?? entry.title,
    message: rejection.message,
    suggested_command: template?.suggested_command,
    doc_url: template?.doc_url,
    ...withoutUndefined(draft ?? {}),
  };
}

/**
 * Completes, checks and masks a diagnostic for an answer, also those of inspections. One that breaks the rules of
 * `http.md` 6 is not dropped but downgraded, and a warning is logged.
 */
export function publishDiagnostic(candidate: DiagnosticCandidate): Diagnostic {
  const complete: Diagnostic = {
    id: (candidate.id ?? '').trim(),
    code: candidate.code,
    severity: candidate.severity,
    category: candidate.category ?? categoryOf(candidate.code) ?? '',
    title: candidate.title,
    message: candidate.message,
    suggested_command: candidate.suggested_command,
    doc_url: candidate.doc_url,
    data_freshness: candidate.data_freshness ?? 'live',
    evidence: candidate.evidence,
  };
  const problem = problemOf(complete);
  return masked(problem === undefined ? complete : downgraded(complete, problem));
}

function problemOf(diagnostic: Diagnostic): string | undefined {
  const { id, code, category, severity, data_freshness: freshness, title, message } = diagnostic;
  if (id === '') return 'id is blank';
  if (categoryOf(code) === undefined) return `code ${code} is not registered`;
  if (categoryOf(code) !== category) return `category ${category} is not that of ${code}`;
  if (!SEVERITIES.includes(severity)) return `severity ${severity} is unknown`;
  if (!FRESHNESSES.includes(freshness)) return `freshness ${freshness} is unknown`;
  if (title.trim() === '') return 'title is blank';
  return message.trim() === '' ? 'message is blank' : undefined;
}

function downgraded(diagnostic: Diagnostic, problem: string): Diagnostic {
  logger.warn(`diagnostic ${diagnostic.id || '(no id)'} is malformed: ${problem}`);
  const known = categoryOf(diagnostic.code);
  return {
    ...diagnostic,
    id: diagnostic.id || 'diagnostics.malformed',
    code: known === undefined ? 'unknown_component' : diagnostic.code,
    category: known ?? 'daemon',
    severity: 'critical',
    title: diagnostic.title.trim() || 'Malformed diagnostic',
    message: diagnostic.message.trim() || problem,
    data_freshness: 'stale',
    evidence: {
      ...diagnostic.evidence,
      diagnostic_validation_error: problem,
      original_code: diagnostic.code,
      original_category: diagnostic.category,
      original_severity: diagnostic.severity,
      original_freshness: diagnostic.data_freshness,
    },
  };
}

function masked(diagnostic: Diagnostic): Diagnostic {
  const { title, message, suggested_command: command, doc_url: url, evidence } = diagnostic;
  return {
    ...diagnostic,
    title: redactText(title),
    message: redactText(message),
    suggested_command: command && redactText(command),
    doc_url: url && redactText(url),
    evidence: evidence && (redactJson(evidence) as Record<string, unknown>),
  };
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<T>;
}
