import { ApiProperty } from '../../openapi/decorators.js';
import { recordField, wrongType } from '../field.js';
import { applyAll, type FieldOptions, presence } from './options.js';

/** `true` or `false`; anything else in its place is 400. */
export function BooleanField(options: FieldOptions & { readonly default?: boolean } = {}): PropertyDecorator {
  return (target, key) => {
    const { required = false, description } = options;
    recordField(target, { name: String(key), read: readBoolean });
    applyAll(target, key, [
      presence(options),
      ApiProperty({ type: Boolean, required, description, default: options.default }),
    ]);
  };
}

function readBoolean(raw: unknown, at: string): boolean {
  if (typeof raw !== 'boolean') throw wrongType(at, 'a boolean');
  return raw;
}
