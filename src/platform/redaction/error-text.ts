import { redactText } from './redact.js';

const DEEPEST = 6;

/**
 * An error as a log or a terminal may show it: stack, code and causes, masked. Not what else hangs on it: a failed
 * query carries its parameters, which are what callers sent.
 */
export function errorText(error: unknown): string {
  return redactText(describe(error, 0));
}

function describe(error: unknown, depth: number): string {
  if (!(error instanceof Error)) return `thrown: ${typeof error === 'string' ? error : typeof error}`;
  const { cause, code } = error as Error & { readonly code?: unknown };
  const own =
    (error.stack ?? `${error.name}: ${error.message}`) + (typeof code === 'string' ? `\n    code: ${code}` : '');
  return cause === undefined || depth === DEEPEST ? own : `${own}\n  caused by ${describe(cause, depth + 1)}`;
}
