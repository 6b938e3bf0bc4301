import { Injectable } from '@nestjs/common';
import { findClaimToken } from '../../http/redaction/claim-token.js';
import { Rejection } from '../../ledger/rejection.js';
import { EndpointCheck } from '../../notifications/http/endpoint-check.js';
import { compileSchema } from '../../runs/results/json-schema.js';
import type { JsonSchema, RunOptions } from '../../tasks/domain/run-options.js';
import type { NumberedRunBody, TaskRunBody } from './called-run-bodies.js';

/** The second look at the body of a call: what takes more than its own rules. */
@Injectable()
export class CallOptions {
  constructor(private readonly endpoints: EndpointCheck) {}

  /**
   * What a call says of its run. Refused: `validation_failed` for a webhook that may not be called and a schema that is
   * none, `raw_claim_token`.
   * @param at beginning of the members' names in texts, such as `run_task`
   */
  read(body: NumberedRunBody | TaskRunBody, at: string): RunOptions {
    const { json_schema, ...options } = body;
    const refusal = options.webhook_url ? this.endpoints.refusalOf(options.webhook_url) : undefined;
    if (refusal !== undefined) throw new Rejection('validation_failed', `${at}.webhook_url cannot be used: ${refusal}`);
    return json_schema === undefined
      ? options
      : { ...options, json_schema: schemaOf(json_schema, `${at}.json_schema`) };
  }
}

function schemaOf(sent: unknown, at: string): JsonSchema {
  const compiled = compileSchema(sent);
  if (!compiled.ok) throw new Rejection('validation_failed', `${at} ${compiled.error}`);
  // What compiles is an object or a boolean.
  const schema = JSON.parse(compiled.schema) as JsonSchema;
  if (findClaimToken(schema)) throw new Rejection('raw_claim_token', `${at} must not contain raw lease credentials`);
  return schema;
}
