import { type DocumentedOperation, findOperation } from './document.js';

/** What is known of an answer when it is checked. */
export interface CheckedAnswer {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  /** Empty when the answer had no body. */
  readonly text: string;
}

/** Everything under it is documented; health, metrics and the documentation itself are not. */
const API = '/api/';

/** An answer that the service's own document does not allow. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation';
}

/**
 * Checks an answer against the document: status, content type, body.
 * @returns the parsed body; undefined when there is none
 * @throws ContractViolation saying what is wrong and with which answer
 */
export function checkAnswer(answer: CheckedAnswer): unknown {
  if (!answer.headers.get('x-request-id')) throw violation(answer, 'has no X-Request-Id');
  const operation = findOperation(answer.method, answer.path);
  if (operation) return checkDocumented(answer, operation);
  if (answer.path.startsWith(API) && answer.status < 400) throw violation(answer, 'is of no documented operation');
  return parsed(answer);
}

/** Checks the data of one frame of an event stream. @throws ContractViolation */
export function checkFrame(path: string, data: unknown): void {
  const body = findOperation('GET', path)?.answer(200)?.bodies.get('text/event-stream');
  if (!body) throw new ContractViolation(`GET ${path} is not documented as an event stream`);
  if (!body(data))
    throw new ContractViolation(`a frame of ${path} is wrong: ${JSON.stringify(body.errors?.map(brief))}`);
}

function checkDocumented(answer: CheckedAnswer, operation: DocumentedOperation): unknown {
  const documented = operation.answer(answer.status);
  const undocumentedSuccess = answer.status < 400 && documented === operation.answer(0);
  if (!documented || undocumentedSuccess) throw violation(answer, `is no documented status of ${operation.id}`);
  if (documented.bodies.size === 0) {
    if (answer.text !== '') throw violation(answer, 'has a body where none is documented');
    return undefined;
  }
  const [type = ''] = (answer.headers.get('content-type') ?? '').split(';', 1);
  const accepts = documented.bodies.get(type);
  if (!accepts) throw violation(answer, `has content type ${type || 'none'}`);
  const body = parsed(answer);
  if (!accepts(body))
    throw violation(answer, `does not fit ${operation.id}: ${JSON.stringify(accepts.errors?.map(brief))}`);
  return body;
}

function parsed(answer: CheckedAnswer): unknown {
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
  if (!isJson) return answer.text === '' ? undefined : answer.text;
  try {
    return JSON.parse(answer.text) as unknown;
  } catch {
    throw violation(answer, 'is not JSON');
  }
}

function brief(error: { instancePath: string; message?: string; params: object; data?: unknown }): string {
  return `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)} (${JSON.stringify(error.data)})`;
}

function violation({ method, path, status, text }: CheckedAnswer, what: string): ContractViolation {
  return new ContractViolation(`${method} ${path}: the answer ${status} ${what}\n${text.slice(0, 2000)}`);
}
