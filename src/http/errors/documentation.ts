import type { CatalogueEntry, CataloguePart } from './catalogue-entry.js';
import { CATALOGUE_CHAPTERS } from './catalogue.js';
import { statusFor } from './failure-class.js';

const INTRODUCTION = `# Error codes

Generated from the error catalogue by \`node scripts/write-error-docs.mjs\`; do not edit.

Every failure answers \`{"error": "<text>", "diagnostic": {…}}\`; the diagnostic is there only where the last column says
so, and its \`code\` is the code below. Texts are for people: decide by status and diagnostic. The text of a 500 or 503 is
masked; its whole error is in the log under the request's \`X-Request-Id\`. 422/400 means: the validation status that the
operation documents.`;

/** The text of `docs/errors.md`. */
export function errorDocumentation(): string {
  const chapters = Object.entries(CATALOGUE_CHAPTERS as Readonly<Record<string, CataloguePart>>);
  return `${[INTRODUCTION, ...chapters.map(([title, part]) => chapter(title, part))].join('\n\n')}\n`;
}

function chapter(title: string, part: CataloguePart): string {
  const rows = Object.entries(part).map(([code, entry]) => row(code, entry));
  const head = ['| code | status | what | what to do | diagnostic |', '| --- | --- | --- | --- | --- |'];
  return [`## ${title}`, '', ...head, ...rows].join('\n');
}

function row(code: string, entry: CatalogueEntry): string {
  const status = entry.class === 'validation' ? '422/400' : String(statusFor(entry.class));
  return `| \`${code}\` | ${status} | ${entry.title} | ${entry.remedy} | ${entry.diagnostic ? 'yes' : ''} |`;
}
