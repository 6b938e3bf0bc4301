/**
 * Whether a result is what its run asks for (`http.md` 11.6 and 12). Checks against a JSON Schema run in threads and are
 * bounded in time and size; nothing of a result is kept here.
 */
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { canonicalJson } from '../../ledger/canonical-json.js';
import type { Json } from '../../ledger/event.js';
import type { ResultVerdict } from '../../tasks/domain/decide/check-result.js';
import { renderResult } from '../../tasks/domain/result-rendering.js';
import type { ResultCheck } from '../../tasks/domain/run-call.js';
import { CHECK_LIMIT_MS, CheckThreads } from './check-threads.js';
import type { CheckOutcome } from './check-thread-host.js';
import { checkGeneratedSchemas } from './generated-schemas.js';

/** Bytes of a result, rendered as JSON. */
const MAX_RESULT_BYTES = 65_536;

/** What a result is checked for. */
export interface CheckedRun {
  readonly check: ResultCheck;
  /** The run's metadata, with its request. */
  readonly metadata: Json | undefined;
  /** Of a schema run: whether it has to find both schemas. */
  readonly schemasNeeded: boolean;
}

@Injectable()
export class ResultChecker implements OnModuleDestroy {
  private readonly threads = new CheckThreads();

  /** @throws Rejection of class unavailable when too many results are checked, or the service ends. */
  async verdictOn({ check, metadata, schemasNeeded }: CheckedRun, result: Json | undefined): Promise<ResultVerdict> {
    const rendered = renderResult(result, 'json');
    if (check === 'schema_generation') return checkGeneratedSchemas(rendered, schemasNeeded);
    return checkResult(this.threads, schemaOf(metadata), rendered);
  }

  onModuleDestroy(): Promise<void> {
    return this.threads.close();
  }
}

/** Checks a rendered result against a schema that `compileSchema` has taken. */
export async function checkResult(threads: CheckThreads, schema: string, rendered: Json): Promise<ResultVerdict> {
  const value = JSON.stringify(rendered);
  if (Buffer.byteLength(value) > MAX_RESULT_BYTES) {
    return { errors: [`result must be at most ${MAX_RESULT_BYTES} bytes`] };
  }
  return { errors: errorsOf(await threads.check({ schema, value })) };
}

function errorsOf(outcome: CheckOutcome): readonly string[] {
  if (outcome === 'late') return [`result could not be checked within ${CHECK_LIMIT_MS} ms`];
  return outcome === 'unfit' ? ['result is beyond what can be checked against its schema'] : outcome.errors;
}

/** The schema of the run's frozen request, as text. */
function schemaOf(metadata: Json | undefined): string {
  const schema = member(member(metadata, 'run_request'), 'json_schema');
  if (schema === undefined) throw new Error('a run whose result is to be checked has no schema');
  return typeof schema === 'string' ? schema : canonicalJson(schema);
}

function member(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return (value as Readonly<Record<string, Json>>)[name];
}
