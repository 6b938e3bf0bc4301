import { ApiProperty } from '../../openapi/decorators.js';
import type { Class } from '../../operation/operation.js';
import { readFields, recordField, wrongType } from '../field.js';
import { ValidateNested } from '../rules.js';
import { applyAll, type FieldOptions, presence } from './options.js';

/** A nested object of a body class; its members follow the rules of their own decorators. */
export function ObjectField(type: () => Class, options: FieldOptions = {}): PropertyDecorator {
  const read = (raw: unknown, at: string) => {
    if (typeof raw !== 'object' || Array.isArray(raw) || raw === null) throw wrongType(at, 'an object');
    return readFields(type(), raw, at);
  };
  return (target, key) => {
    const { required = false, description } = options;
    recordField(target, { name: String(key), read });
    applyAll(target, key, [
      presence(options),
      ValidateNested(),
      ApiProperty({ type: () => type(), required, description }),
    ]);
  };
}
