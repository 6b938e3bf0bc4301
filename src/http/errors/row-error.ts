import { Logger } from '@nestjs/common';
import { errorText } from '../../platform/redaction/error-text.js';
import type { ErrorBody } from '../schemas/error-body.js';
import { failureOf } from './error-body.js';

const logger = new Logger('errors');

/**
 * What a row of a bulk operation says of its failure: the same as a call of its own would be answered, and what is masked
 * outside goes whole into the log too (`http.md` 5).
 * @param what the row, in words for the log
 */
export function rowErrorOf(error: unknown, what: string, requestId: string): ErrorBody {
  const { status, body } = failureOf(error);
  if (status >= 500) {
    logger.error({ msg: `${what} answered ${status}`, request_id: requestId, error: { stack: errorText(error) } });
  }
  return body;
}
