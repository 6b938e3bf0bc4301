import { Injectable } from '@nestjs/common';
import type { Json } from '../../ledger/event.js';
import { fingerprint } from '../../ledger/fingerprint.js';
import { trimOldest } from '../../ledger/lane/lookup.js';
import { compileSchema } from '../../runs/results/json-schema.js';
import type { JsonSchema } from '../domain/run-options.js';

const CAPACITY = 200;

/** A schema that stands in a task's defaults has to be read first, outside the lane; then the command is run again. */
export class UnreadSchema extends Error {
  constructor(readonly stored: Json) {
    super('a schema of a task was not read');
  }
}

/** The schemas that tasks set for their runs, each compiled once. */
@Injectable()
export class DefaultSchemas {
  /** By fingerprint; undefined: it is none. */
  private readonly known = new Map<string, JsonSchema | undefined>();

  /** The schema that is stored, undefined where that is none. Throws `UnreadSchema` for one that is not known. */
  schemaOf(stored: Json): JsonSchema | undefined {
    const key = fingerprint(stored);
    if (!this.known.has(key)) throw new UnreadSchema(stored);
    return this.known.get(key);
  }

  read(stored: Json): void {
    const compiled = compileSchema(stored);
    // What compiles is an object or a boolean.
    const schema = compiled.ok ? (JSON.parse(compiled.schema) as JsonSchema) : undefined;
    this.known.set(fingerprint(stored), schema);
    trimOldest(this.known, CAPACITY);
  }
}
