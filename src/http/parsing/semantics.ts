import type { ValidationError, ValidationOptions } from 'class-validator';
import { Rejection } from '../../ledger/rejection.js';
import type { FailureCode } from '../errors/catalogue.js';
import type { Class } from '../operation/operation.js';
import { fieldsOf } from './field.js';
import { rememberRules } from './remembered-rules.js';
import { Validator } from './rules.js';

const validator = new Validator();
rememberRules();

interface RuleContext {
  readonly code: FailureCode;
}

/**
 * Options for a class-validator rule: what is wrong, in words that follow the field's path, and the code of the
 * failure.
 */
export function rule(problem: string, code: FailureCode = 'validation_failed'): ValidationOptions {
  const context: RuleContext = { code };
  return { message: problem, context };
}

/** Checks the rules of a body; rejects with the first failure in the order of declaration. */
export function checkRules(body: object, at: string): void {
  const errors = validator.validateSync(body, { stopAtFirstError: true, forbidUnknownValues: false });
  const failure = errors.length > 0 ? firstFailure(errors, body, at) : undefined;
  if (failure) throw failure;
}

function firstFailure(errors: ValidationError[], body: object, at: string): Rejection | undefined {
  for (const error of inOrder(errors, body)) {
    const path = /^\d+$/.test(error.property) ? `${at}[${error.property}]` : `${at}.${error.property}`;
    const [name, problem] = Object.entries(error.constraints ?? {})[0] ?? [];
    if (name !== undefined) {
      const context = error.contexts?.[name] as RuleContext | undefined;
      return new Rejection(context?.code ?? 'validation_failed', `${path} ${problem ?? 'is not valid'}`);
    }
    const nested: unknown = error.value;
    const failure = isObject(nested) && error.children ? firstFailure(error.children, nested, path) : undefined;
    if (failure) return failure;
  }
  return undefined;
}

function inOrder(errors: ValidationError[], body: object): ValidationError[] {
  if (errors.length < 2 || Array.isArray(body)) return errors;
  const order = fieldsOf(body.constructor as Class).map((field) => field.name);
  return errors.toSorted((a, b) => order.indexOf(a.property) - order.indexOf(b.property));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
