/** The members that the bodies of the numbered and the task run front have in common (`http.md` 11.3). */
import { ApiProperty } from '../../http/openapi/decorators.js';
import type { Json } from '../../ledger/event.js';
import { BooleanField, IntegerField, TextField } from '../../http/parsing/fields/index.js';
import { applyAll } from '../../http/parsing/fields/options.js';
import type { TextFieldOptions } from '../../http/parsing/fields/text-field.js';
import { recordField, wrongType } from '../../http/parsing/field.js';
import { IsIn, IsOptional, ValidateBy } from '../../http/parsing/rules.js';
import { rule } from '../../http/parsing/semantics.js';
import { isStorableJson } from '../../http/parsing/storable.js';
import { AnyJson } from '../../http/schemas/properties.js';
import { MAX_NAME, MAX_SESSION_TIMEOUT, MAX_WEB_ADDRESS } from '../../tasks/domain/vocabulary.js';

const RESPONSE_FORMATS = ['text', 'json'] as const;

/** What is not said is the task's default, and so is null. */
const NULL_IS_ABSENT = ApiProperty({ required: false, nullable: true });

const PROMPT: TextFieldOptions = {
  trim: false,
  blank: 'keep',
  freeText: true,
  description: "What the worker is to do; default: the task's description, else its title",
};

/** A prompt of so many characters at least, with its outer whitespace. */
export function LongPromptField(min: number): PropertyDecorator {
  const longEnough = (prompt: unknown): boolean => typeof prompt === 'string' && [...prompt].length >= min;
  return (target, key) => {
    applyAll(target, key, [
      TextField(PROMPT),
      must('longPrompt', longEnough, `must be at least ${min} characters`),
      ApiProperty({ required: false, nullable: true, minLength: min }),
    ]);
  };
}

/** A prompt that says something, with its outer whitespace. */
export function PromptField(): PropertyDecorator {
  const saysSomething = (prompt: unknown): boolean => typeof prompt === 'string' && prompt.trim() !== '';
  return (target, key) => {
    applyAll(target, key, [TextField(PROMPT), must('prompt', saysSomething, 'must not be blank'), NULL_IS_ABSENT]);
  };
}

/** A name that means something to the worker alone. */
export function NameField(description: string): PropertyDecorator {
  return (target, key) => {
    applyAll(target, key, [TextField({ max: MAX_NAME, description }), NULL_IS_ABSENT]);
  };
}

/** One of some words, exactly as they are written. */
export function ExactWordField(words: readonly string[], description: string): PropertyDecorator {
  return (target, key) => {
    recordField(target, { name: String(key), read: readText });
    applyAll(target, key, [
      IsOptional(),
      IsIn(words, rule(`must be one of ${words.join(', ')}`)),
      ApiProperty({ type: String, enum: [...words, null], required: false, nullable: true, description }),
    ]);
  };
}

/** Where the run's end is told; blank: nowhere. Whether it may be called is checked with the rest of the call. */
export function WebhookUrlField(): PropertyDecorator {
  const description = 'http or https, without user and password; empty: nobody is told';
  return (target, key) => {
    applyAll(target, key, [TextField({ max: MAX_WEB_ADDRESS, blank: 'keep', description }), NULL_IS_ABSENT]);
  };
}

/** An absolute http or https URL, of which the service does nothing but tell the worker. */
export function AddressField(description: string): PropertyDecorator {
  return (target, key) => {
    applyAll(target, key, [
      TextField({ max: MAX_WEB_ADDRESS, blank: 'refuse', description }),
      must('httpUrl', isHttpUrl, 'must be an absolute http or https URL'),
      NULL_IS_ABSENT,
    ]);
  };
}

/** `text` or `json`, in letters of any case. */
export function ResponseFormatField(): PropertyDecorator {
  return (target, key) => {
    recordField(target, { name: String(key), read: (raw, at) => readText(raw, at).trim().toLowerCase() });
    applyAll(target, key, [
      IsOptional(),
      IsIn(RESPONSE_FORMATS, rule(`must be one of ${RESPONSE_FORMATS.join(', ')}`)),
      ApiProperty({
        ...{ type: String, required: false, nullable: true },
        description: 'text or json, in letters of any case; default: json where there is a json_schema, else text',
      }),
    ]);
  };
}

/** An object, a boolean, or a text that is one; whether it is a schema is checked with the rest of the call. */
export function JsonSchemaField(): PropertyDecorator {
  const storable = (value: unknown): boolean => isStorableJson(value as Json);
  return (target, key) => {
    recordField(target, { name: String(key), read: (raw) => raw });
    applyAll(target, key, [
      IsOptional(),
      must('storableJson', storable, 'must not contain NUL, unpaired surrogates or numbers out of range'),
      AnyJson({
        optional: true,
        description: 'JSON Schema of the result (2020-12 or draft-07): an object, a boolean, or its text',
      }),
    ]);
  };
}

export function ChoiceField(description: string): PropertyDecorator {
  return (target, key) => {
    applyAll(target, key, [BooleanField({ description }), NULL_IS_ABSENT]);
  };
}

/** Seconds of work after which the run is failed. */
export function SessionTimeoutField(): PropertyDecorator {
  const description = 'Seconds of work, from the first start on, after which the run is failed';
  return (target, key) => {
    applyAll(target, key, [IntegerField({ min: 1, max: MAX_SESSION_TIMEOUT, description }), NULL_IS_ABSENT]);
  };
}

function must(name: string, validate: (value: unknown) => boolean, words: string): PropertyDecorator {
  return ValidateBy({ name, validator: { validate } }, rule(words));
}

function readText(raw: unknown, at: string): string {
  if (typeof raw !== 'string') throw wrongType(at, 'a string');
  return raw;
}

function isHttpUrl(text: unknown): boolean {
  return typeof text === 'string' && URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
