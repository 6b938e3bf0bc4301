import { IsDefined, IsOptional } from '../rules.js';
import { rule } from '../semantics.js';

/** What every field decorator takes. */
export interface FieldOptions {
  /** Whether absence is a failure of the validation class. Default: false. */
  readonly required?: boolean;
  readonly description?: string;
}

/** A required field must be there; the rules of an absent optional one are skipped. */
export function presence(options: FieldOptions): PropertyDecorator {
  return options.required ? IsDefined(rule('is required')) : IsOptional();
}

export function applyAll(target: object, name: string | symbol, decorators: readonly PropertyDecorator[]): void {
  for (const decorate of decorators) decorate(target, name);
}
