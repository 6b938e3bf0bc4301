import type { DiagnosticDraft } from '../../ledger/rejection.js';
import type { FailureClass } from './failure-class.js';

/** What a failure of a code says beyond its text, where every failure of that code carries a diagnostic. */
export interface DiagnosticTemplate {
  readonly id: string;
  readonly severity: DiagnosticDraft['severity'];
  readonly title?: string;
  readonly suggested_command?: string;
  readonly doc_url?: string;
}

/** One line of the error catalogue. */
export interface CatalogueEntry {
  readonly class: FailureClass;
  /** What went wrong, as a heading. */
  readonly title: string;
  /** What the caller can do about it. */
  readonly remedy: string;
  /** What the error text begins with, where the prefix of the class does not fit. */
  readonly prefix?: string;
  readonly diagnostic?: DiagnosticTemplate;
  /**
   * How the error text is made (`http.md` 5): `prefixed` (default) is prefix and message; `titled` is
   * `<title>: <message> (next: <suggested command>)`; `identity` is `<message>: <action>`.
   */
  readonly text?: 'prefixed' | 'titled' | 'identity';
}

export type CataloguePart = Readonly<Record<string, CatalogueEntry>>;
