/** What a call to the service can end with other than its answer. */
export interface TaskledgerErrorDetails {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Code of the answer's diagnostic, such as `AUTONOMY_LEASE_EXPIRED`; without an answer the code of the failure, such as `ECONNREFUSED`. */
  readonly code?: string;
  /** `X-Request-Id` of the answer, by which the service's log can be searched. */
  readonly requestId?: string;
  /** How long the service asks to wait before the next try, in ms. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A refused or failed call; the message is the service's own text where there is one. */
export class TaskledgerError extends Error {
  override readonly name = 'TaskledgerError';
  readonly status: number;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  /**
   * True when this or an earlier try of the same call got no clear answer: it may have taken effect although the call
   * failed in the end.
   */
  maybeDone = false;

  constructor(message: string, details: TaskledgerErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.status = details.status;
    this.code = details.code;
    this.requestId = details.requestId;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The error of an answer outside 200..299, with the text and diagnostic code of its body (`http.md` 5). */
export async function errorOfAnswer(response: Response): Promise<TaskledgerError> {
  const text = await response.text().catch(() => '');
  const body = errorBody(text);
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new TaskledgerError(body.error ?? `${response.status} ${response.statusText}`.trim(), {
    status: response.status,
    ...(body.code === undefined ? {} : { code: body.code }),
    ...requestIdOf(response),
    ...(retryAfter >= 0 ? { retryAfterMs: retryAfter * 1000 } : {}),
  });
}

export function requestIdOf(response: Response): { requestId?: string } {
  const requestId = response.headers.get('x-request-id');
  return requestId === null ? {} : { requestId };
}

/** The error of a call that got no answer: refused or lost connection, unknown host, time-out. */
export function errorWithoutAnswer(cause: unknown, url: string): TaskledgerError {
  const code = causeCode(cause);
  const reason = code === 'ETIMEDOUT' ? 'no answer in time' : (code ?? messageOf(cause));
  return new TaskledgerError(`${url} cannot be reached: ${reason}`, {
    status: 0,
    ...(code === undefined ? {} : { code }),
    cause,
  });
}

function errorBody(text: string): { error?: string; code?: string } {
  try {
    const { error, diagnostic } = JSON.parse(text) as { error?: unknown; diagnostic?: { code?: unknown } };
    const code = diagnostic?.code;
    return {
      ...(typeof error === 'string' && error !== '' ? { error } : {}),
      ...(typeof code === 'string' ? { code } : {}),
    };
  } catch {
    return {};
  }
}

/** fetch says "fetch failed"; the socket's or resolver's error is its cause. */
function causeCode(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at.name === 'TimeoutError') return 'ETIMEDOUT';
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
